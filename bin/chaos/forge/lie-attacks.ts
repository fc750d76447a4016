import { refusedBy, type Attack, type Forge } from './attack.ts';
import { makeCase } from './drafted-case.ts';
import { EVIDENCE_LIES } from './evidence-lies.ts';
import { HUMAN_LIES } from './human-lies.ts';
import { INSTRUCTION_LIES } from './instruction-lies.ts';

/** Changed evidence, changed instructions and assertions: kept in the evidence store, and the room asked for them. */
export const LIE_ATTACKS: readonly Attack[] = [
  ...Object.entries({ ...EVIDENCE_LIES, ...INSTRUCTION_LIES }).map(([name, { check, tell }]) => ({
    name,
    expects: check,
    run: async (forge: Forge) => refusedBy(forge, await tell(forge.desk)),
  })),
  ...Object.entries(HUMAN_LIES).map(([name, [check, tell]]) => ({
    name: `decided by persons: ${name}`,
    expects: check,
    run: async (forge: Forge) => refusedBy(forge, await tell(forge.desk)),
  })),
];

/** A true case, which the room refuses for its own state. */
const trueCase = async (forge: Forge): Promise<string> =>
  refusedBy(forge, await makeCase(forge.desk));

/** The same while the room is started otherwise. */
async function trueCaseWith(forge: Forge, environment: Record<string, string>): Promise<string> {
  const { instance } = forge;
  await instance.restartProgram('enclave-worker', environment);
  try {
    return await trueCase(forge);
  } finally {
    await instance.restartProgram('enclave-worker');
  }
}

const CLOCK_BEHIND = new URL('clock-behind.mjs', import.meta.url).pathname;

const DAY_LENGTH = '2026-11-30'.length;

/** What the room itself is in. The last of them leaves it with its signing stopped. */
export const ROOM_STATE_ATTACKS: readonly Attack[] = [
  {
    name: 'a true case while the clock of the room is an hour back',
    expects: 'clockBehind',
    run: async (forge) => {
      const NODE_OPTIONS = `--import=${CLOCK_BEHIND}`;
      const behind = { NODE_OPTIONS, CLOCK_BEHIND_MS: '3600000' };
      return trueCaseWith(forge, behind);
    },
  },
  {
    name: 'one certificate more than the room signs in an hour',
    expects: 'capExceeded',
    run: async (forge) => {
      return trueCaseWith(forge, { ISSUANCE_CAP_PER_HOUR: '1' });
    },
  },
  {
    name: 'a true case after the room was told to stop signing',
    expects: 'switchOff',
    run: async (forge) => {
      await forge.attacker.stopRoom(new Date().toISOString().slice(0, DAY_LENGTH));
      return trueCase(forge);
    },
  },
];

import { startRun, runIdOf } from '../../../adapters/temporal/nudge.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { PATIENCE_MS } from '../../story/story-instance.ts';
import { StaffClient } from '../staff-client.ts';
import type { Attack, Forge } from './attack.ts';
import { apply, issueOne, ordered, standsBy } from './forged-cases.ts';
import { letGo } from './rogue-room.ts';

interface Row {
  readonly chainId: string;
  readonly instruction: string;
}

async function rowOf({ ledger }: Forge, caseId: string): Promise<Row> {
  const { rows } = await ledger.office.query<Row>(
    `select chain_id as "chainId", coalesce(instruction_sha256, '') as instruction
     from certificate_applications where id = $1`,
    [caseId],
  );
  if (!rows[0]) throw new Error(`no case ${caseId}`);
  return rows[0];
}

/** A case that persons have to decide is ended by staff. */
async function ended(forge: Forge, act: 'reject' | 'withdraw', state: string): Promise<string> {
  const { applicationId } = await apply(forge, 'minor');
  await forge.portal.waitFor(applicationId, ['review'], PATIENCE_MS);
  const staff = await (approver ??= StaffClient.signIn(forge.instance, 'officer-01'));
  await staff.decide(applicationId, act);
  await forge.portal.waitFor(applicationId, [state], PATIENCE_MS);
  return applicationId;
}

/** A link serves once. */
let approver: Promise<StaffClient> | undefined;

/** Puts an ended case back among those that are issued: a decision, an order, an instruction, and its run begun. */
async function putBack(forge: Forge, caseId: string, instruction: string): Promise<string> {
  const { office } = forge.ledger;
  const [decisionId, orderId] = [uuidV7(), uuidV7()];
  await office.query(
    `insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
     values ($1, $2, 1, 'approved', 'ruleSet', $3, now())`,
    [decisionId, caseId, 'd'.repeat(64)],
  );
  await office.query(
    `insert into orders (id, case_id, decision_id, order_number, certificate_type,
       validity_months, spki_sha256, instructed_at) values ($1, $2, $3, 1, 'basic', 24, $4, now())`,
    [orderId, caseId, decisionId, 'e'.repeat(64)],
  );
  await office.query(
    `update certificate_applications set state = 'issuing', closed_at = null, not_holding = '{}',
       instruction_sha256 = $2 where id = $1`,
    [caseId, instruction],
  );
  await startRun(forge.attacker.client, caseId);
  const { code } = await standsBy(forge, caseId, (found) => found !== '');
  const check = code.replace('gate/', '');
  const booked = await forge.ledger.refusalOf(orderId);
  return booked?.check === check ? check : `${code}, and the book says ${booked?.check}`;
}

/** Rows of the office's database that nobody wrote but the attacker. */
export const DATABASE_ATTACKS: readonly Attack[] = [
  {
    name: 'a rejected case put back, with the instruction of another case',
    expects: 'instructionMissing',
    run: async (forge) => {
      const { applicationId: other } = await issueOne(forge);
      const from = await rowOf(forge, other);
      const caseId = await ended(forge, 'reject', 'rejected');
      const { chainId } = await rowOf(forge, caseId);
      const at = { caseId: other, chainId: from.chainId };
      const octets = forge.evidence.get(at, [from.instruction]).get(from.instruction) as Buffer;
      await forge.evidence.put({ caseId, chainId }, [
        { kind: 'issuingInstruction', ring: 'none', octets },
      ]);
      return putBack(forge, caseId, from.instruction);
    },
  },
  {
    name: 'a withdrawn case put back, with the hash of an instruction of another case',
    expects: 'evidenceMissing',
    run: async (forge) => {
      const { applicationId: other } = await issueOne(forge);
      const { instruction } = await rowOf(forge, other);
      return putBack(forge, await ended(forge, 'withdraw', 'withdrawn'), instruction);
    },
  },
  {
    name: 'the key of an order exchanged in the office’s database before the room answers',
    expects: 'gate/certificateMismatch',
    run: withOtherKey,
  },
];

/** The key of an order, in the office's database, is somebody else's. */
async function withOtherKey(forge: Forge): Promise<string> {
  const { office } = forge.ledger;
  await forge.instance.stopProgram('enclave-worker');
  const { applicationId: caseId } = await apply(forge);
  forge.ledger.expect(caseId);
  await ordered(forge, caseId);
  const of = 'where case_id = $1';
  const { rows } = await office.query(`select spki_sha256 as spki from orders ${of}`, [caseId]);
  await office.query(`update orders set spki_sha256 = $2 ${of}`, [caseId, 'e'.repeat(64)]);
  await forge.instance.startProgram('enclave-worker');
  const { code } = await standsBy(forge, caseId, (found) => found !== '');
  // What the room has made is the certificate that was decided: put right, the office takes it.
  await office.query(`update orders set spki_sha256 = $2 ${of}`, [caseId, rows[0]?.spki]);
  await letGo(forge, [caseId]);
  return code;
}

const TRIES = 12;

/** Pollers of the office's own queue, as workers of its build. */
export const OFFICE_QUEUE_ATTACKS: readonly Attack[] = [
  {
    name: 'on the office’s queue: the question to J-LIS is said to be done',
    expects: 'waiting',
    run: async (forge) => {
      let taken = 0;
      const stop = await forge.attacker.pollOfficeActivities({
        askJlis: async () => void (taken += 1),
      });
      try {
        for (let tries = TRIES; tries > 0; tries -= 1) {
          const { applicationId } = await apply(forge);
          // With J-LIS asked by the office itself it is one that is to be.
          forge.ledger.expect(applicationId);
          const before = taken;
          const { state } = await forge.portal.waitFor(
            applicationId,
            ['waiting', 'issued'],
            PATIENCE_MS,
          );
          if (taken > before) return state;
        }
        return 'nothing was taken';
      } finally {
        await stop();
      }
    },
  },
  {
    name: 'on the office’s queue: a workflow that decides nothing and asks the room',
    expects: 'evidenceMissing',
    run: async (forge) => {
      const refused = await inPlaceOfOffice(forge);
      // The office itself goes on with the case, as if nothing had been said.
      forge.ledger.expect(refused.caseId);
      await forge.portal.waitFor(refused.caseId, ['issued'], PATIENCE_MS);
      return refused.by;
    },
  },
];

/** The office-worker is cut off, and somebody else runs workflows in its place. */
async function inPlaceOfOffice(forge: Forge): Promise<{ caseId: string; by: string }> {
  await forge.instance.stopProgram('office-worker');
  const stop = await forge.attacker.pollOfficeWorkflows();
  try {
    return await askedByRogue(forge);
  } finally {
    await stop();
    await forge.instance.startProgram('office-worker');
  }
}

/** A case whose run somebody else has. @returns how the room answered, if the office believes nothing of it */
async function askedByRogue(forge: Forge): Promise<{ caseId: string; by: string }> {
  const { applicationId: caseId } = await apply(forge);
  const { client } = forge.attacker;
  await startRun(client, caseId);
  const outcome: unknown = await client.workflow.getHandle(runIdOf(caseId)).result();
  const { answer } = Object(outcome) as { answer?: { check?: string } };
  const { state } = await forge.ledger.standingOf(caseId);
  const booked = await forge.ledger.refusalOf(caseId);
  if (state !== 'received') return { caseId, by: state };
  const isBooked = booked !== undefined && booked.check === answer?.check;
  return { caseId, by: isBooked ? booked.check : `the book says ${booked?.check}` };
}

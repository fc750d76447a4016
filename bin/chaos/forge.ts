import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { openSimulator, type Jlis } from '../../simulator/jlis.ts';
import type { Instance } from '../instance/options.ts';
import { openEvidence } from '../parts.ts';
import { onStage, type StoryStage } from '../story/story-instance.ts';
import type { Attack, Forge } from './forge/attack.ts';
import { Attacker } from './forge/attacker.ts';
import { CREW } from './forge/crew.ts';
import { octetsOf } from './forge/drafted-case.ts';
import { Ledger } from './forge/ledger.ts';
import { LIE_ATTACKS, ROOM_STATE_ATTACKS } from './forge/lie-attacks.ts';
import { DATABASE_ATTACKS, OFFICE_QUEUE_ATTACKS } from './forge/office-attacks.ts';
import { answerInPlaceOfRoom, letGo } from './forge/rogue-room.ts';

/** What a run ends with. */
export interface ForgeResult {
  readonly attacks: number;
  /** Certificates and intents that are not to be, in the room, its book, or the belief of the office. */
  readonly certificates: number;
  /** Attacks that were refused by the name that they have to be refused by. */
  readonly named: number;
}

/** Which attacks are made, and who hears of them. */
export interface Forging {
  /** All of them, unless told otherwise. */
  readonly isMade?: (name: string) => boolean;
  readonly say: (line: string) => void;
}

/** A room's register of officers whose passkeys the attacker has. */
function crewFile(dir: string): string {
  const path = join(dir, 'officers.json');
  writeFileSync(path, octetsOf({ v: 1, officers: CREW.map(({ account }) => account) }));
  return path;
}

/**
 * Attacks a throw-away instance as somebody who has the office's database, Temporal with its key, and the evidence store, and
 * nothing of the room: neither its database, nor its HSM, nor its keys. After each attack both databases and the proven
 * book of the room are counted.
 */
export function forgeCertificates(forging: Forging): Promise<ForgeResult> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-forge-'));
  const env = { OFFICERS_FILE: crewFile(dir), ISSUER_KEY_ALGORITHM: 'p256' };
  return onStage(
    (stage) => withForge(stage, dir, (forge) => attackAll(forge, forging)),
    env,
  ).finally(() => rmSync(dir, { recursive: true, force: true }));
}

/** J-LIS and its cards once more, with the same authorities: what an attacker's accomplices carry in their pockets. */
function openOtherJlis({ dataDir }: Instance, dir: string): Promise<Jlis> {
  const own = join(dir, 'jlis');
  cpSync(join(dataDir, 'simulator', 'authorities'), join(own, 'authorities'), { recursive: true });
  return openSimulator({ dataDir: own, keyPoolSize: 2 });
}

async function withForge<T>(
  stage: StoryStage,
  dir: string,
  use: (forge: Forge) => Promise<T>,
): Promise<T> {
  const { instance } = stage;
  const settings = instance.environmentOf('office-worker');
  const evidenceDir = settings['EVIDENCE_DIR'] ?? '';
  const evidence = openEvidence(evidenceDir, 'office', settings['EVIDENCE_OFFICE_KEY_FILE'] ?? '');
  const jlis = await openOtherJlis(instance, dir);
  const ledger = await Ledger.open(instance);
  const attacker = await Attacker.open(instance);
  const desk: Forge['desk'] = {
    jlis,
    office: evidence,
    evidenceDir,
    console: relyingPartyAt(settings['PUBLIC_CONSOLE_URL'] ?? ''),
    async issueGenuine(request) {
      ledger.expect(request.orderId);
      const { outcome } = Object(await attacker.ask(request)) as { outcome?: string };
      if (outcome !== 'issued') throw new Error(`a genuine order was ${outcome}`);
    },
  };
  try {
    return await use({ ...stage, attacker, ledger, desk, evidence, jlis });
  } finally {
    await attacker.close();
    await ledger.close();
    jlis.close();
  }
}

async function attackAll(
  forge: Forge,
  { isMade = () => true, say }: Forging,
): Promise<ForgeResult> {
  const tally = new Tally(forge, say);
  for (const attack of LIE_ATTACKS.filter(({ name }) => isMade(name))) await tally.make(attack);
  const rogue = await answerInPlaceOfRoom(forge, isMade);
  for (const attack of rogue) await tally.make(attack);
  const issued = await letGo(
    forge,
    rogue.map(({ caseId }) => caseId),
  );
  say(`let go, the room itself issued ${issued} of ${rogue.length}`);
  const others = [...DATABASE_ATTACKS, ...OFFICE_QUEUE_ATTACKS, ...ROOM_STATE_ATTACKS];
  for (const attack of others.filter(({ name }) => isMade(name))) await tally.make(attack);
  return tally.close();
}

/** Makes attacks one after the other, and counts. */
class Tally {
  readonly #forge: Forge;
  readonly #say: (line: string) => void;
  readonly #wrong = new Set<string>();
  #attacks = 0;
  #named = 0;

  constructor(forge: Forge, say: (line: string) => void) {
    this.#forge = forge;
    this.#say = say;
  }

  async make({ name, expects, run }: Attack): Promise<void> {
    const answered = await run(this.#forge).catch((error: unknown) => `failed: ${String(error)}`);
    this.#attacks += 1;
    if (answered === expects) this.#named += 1;
    const caused = [...(await this.#forge.ledger.wrong())].filter((id) => !this.#wrong.has(id));
    for (const id of caused) this.#wrong.add(id);
    const isWrong = answered !== expects ? ` (expected ${expects})` : '';
    const made = caused.length > 0 ? `, CERTIFICATE of ${caused.join(' ')}` : '';
    this.#say(`${this.#attacks}. ${name} → ${answered}${isWrong}${made}`);
  }

  /** Counts once more by the proven book: a refusal that it does not have was none. */
  async close(): Promise<ForgeResult> {
    const { wrong, missing } = await this.#forge.ledger.proven();
    for (const id of wrong) this.#wrong.add(id);
    const named = this.#named - missing;
    return { attacks: this.#attacks, certificates: this.#wrong.size, named };
  }
}

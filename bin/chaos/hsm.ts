import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSimulator } from '../../simulator/jlis.ts';
import type { Exit } from '../instance/managed-process.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { openEvidence, publishReader } from '../parts.ts';
import { countOrders, type OrderCounts } from './hsm/count-orders.ts';
import { giveOrders } from './hsm/orders.ts';

/** What a run ends with. */
export interface HsmResult extends OrderCounts {
  /** Strikes that fell while a signature was under way. */
  readonly runs: number;
  /** Strikes by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Times that the room's program died of them. */
  readonly died: number;
  /** Times that the token stopped for good, which none of these faults may cause. */
  readonly stopped: number;
  readonly seconds: number;
}

const PRELOAD = fileURLToPath(new URL('hsm/strike-at-signature.mjs', import.meta.url));
const SERVICE = 'demo-simultaneous';
const LOOK_MS = 100;
/** A token that a program took away before it died is put back after so many looks. */
const LOOKS_AWAY_MAX = 10;
const EX_CONFIG = 78;

/**
 * Orders are given to the room through Temporal while its token is removed, its slot vanishes, sessions and login
 * are ended, each time while a signature is under way, and now and then its program dies. In the end each
 * order must have its one certificate over the TBS that was intended, and none may have been refused.
 */
export function strikeWhileSigning(runs: number): Promise<HsmResult> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-chaos-hsm-'));
  const deaths: Exit[] = [];
  const listener: { roomEnded?: (exit: Exit) => void } = {};
  return withThrowAwayInstance(
    {
      only: ['postgres', 'softhsm', 'temporal'],
      ceremony: true,
      env: {
        ISSUANCE_CAP_PER_HOUR: '1000000',
        ISSUER_KEY_ALGORITHM: 'rsa2048',
        EVIDENCE_THREADS: '0',
      },
      log: (line) => console.error(line),
      onUnexpectedExit: (service, exit) => {
        if (service === 'enclave-worker') listener.roomEnded?.(exit);
      },
    },
    async (instance) => {
      const chaos = new Chaos(instance, dir, runs);
      listener.roomEnded = (exit) => {
        deaths.push(exit);
        void chaos.startAgain(exit);
      };
      return chaos.run(deaths);
    },
  ).finally(() => rmSync(dir, { recursive: true, force: true }));
}

class Chaos {
  readonly #instance: Instance;
  readonly #dir: string;
  readonly #runs: number;
  readonly #tokens: string;
  readonly #env: Record<string, string>;
  #isOver = false;
  #isStarting = false;

  constructor(instance: Instance, dir: string, runs: number) {
    this.#instance = instance;
    this.#dir = dir;
    this.#runs = runs;
    this.#tokens = join(instance.dataDir, 'hsm', 'tokens');
    this.#env = {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      CHAOS_DIR: dir,
      CHAOS_TOKENS: this.#tokens,
    };
  }

  async run(deaths: readonly Exit[]): Promise<HsmResult> {
    const room = this.#instance.environmentOf('enclave-worker');
    const officeKey =
      this.#instance.environmentOf('office-worker')['EVIDENCE_OFFICE_KEY_FILE'] ?? '';
    const evidenceDir = room['EVIDENCE_DIR'] ?? '';
    publishReader(evidenceDir, 'office', officeKey);
    const evidence = openEvidence(evidenceDir, 'office', officeKey);
    const anchorsDir = room['JPKI_ANCHORS_DIR'] ?? '';
    const dataDir = join(this.#instance.dataDir, 'chaos-simulator');
    const jlis = await openSimulator({ dataDir, keyPoolSize: 4, anchorsDir });
    await this.#instance.startProgram('enclave-worker', this.#env);
    const began = performance.now();
    writeFileSync(join(this.#dir, 'armed'), '');
    const watching = this.#watch();
    const ended = await giveOrders(
      this.#instance,
      { jlis, evidence, service: SERVICE },
      () => !this.#isOver,
    );
    await watching;
    const seconds = Math.round((performance.now() - began) / 1000);
    jlis.close();
    await this.#instance.stopProgram('enclave-worker');
    const faults = tally(this.#struck());
    return {
      runs: this.#struck().length,
      ...(await countOrders(this.#instance, evidence, ended)),
      faults,
      died: deaths.length,
      stopped: deaths.filter(({ code }) => code === EX_CONFIG).length,
      seconds,
    };
  }

  /** The program is started again at once, as a supervisor would a little later. */
  async startAgain({ code, signal }: Exit): Promise<void> {
    console.error(`enclave-worker died (${signal ?? code}) after ${this.#struck().length} strikes`);
    if (this.#isStarting) return;
    this.#isStarting = true;
    do this.#putBack();
    while (!(await this.#isStarted()));
    this.#isStarting = false;
  }

  /** One that is struck before it is ready is started once more. */
  #isStarted(): Promise<boolean> {
    return this.#instance.restartProgram('enclave-worker', this.#env).then(
      () => true,
      () => false,
    );
  }

  /** Ends the strikes when there were enough, and brings back tokens whose thief has died. */
  async #watch(): Promise<void> {
    let away = 0;
    for (let told = 0; !this.#isOver;) {
      const struck = this.#struck().length;
      if (struck >= told + 50) console.error(`${(told = struck)}/${this.#runs} strikes`);
      if (struck >= this.#runs) this.#isOver = true;
      away = existsSync(`${this.#tokens}.away`) ? away + 1 : 0;
      if (away > LOOKS_AWAY_MAX) this.#putBack();
      await sleep(LOOK_MS);
    }
    rmSync(join(this.#dir, 'armed'));
    await sleep(LOOK_MS * LOOKS_AWAY_MAX);
    this.#putBack();
  }

  #putBack(): void {
    if (existsSync(`${this.#tokens}.away`)) renameSync(`${this.#tokens}.away`, this.#tokens);
  }

  #struck(): string[] {
    const file = join(this.#dir, 'struck');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }
}

function tally(strikes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of strikes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

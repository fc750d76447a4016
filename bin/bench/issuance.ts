import { subscribe } from 'node:diagnostics_channel';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { profiled } from './cpu-profile.ts';
import { makeInstructedCase, type InstructedOrderRequest } from './instructed-cases.ts';
import { cpuSecondsBelow, median, ownCpuMs, rateOf, rounded } from './measure.ts';
import { openBenchRoom, type BenchRoom } from './open-bench-room.ts';

/** How long and how often is measured. */
export interface IssuanceBench {
  readonly algorithm: 'rsa2048' | 'p256';
  readonly rounds: number;
  /** Certificates in a round, by how many at once. */
  readonly perRound: number;
  /** Orders at once, one measurement each. */
  readonly atOnce: readonly number[];
  /** Threads that read evidence beside the room's own. */
  readonly threads: number;
  /** Where the profile of the last round of each is kept, with how many at once; none if not named. */
  readonly profile?: string | undefined;
}

/** Until the compiler has done what it does. */
const READINGS = 3_000;
const SERVICE = 'demo-simultaneous';
const ISSUER_LABEL = 'issuer-simultaneous-1';

interface Figures {
  readonly atOnce: number;
  readonly certificatesPerSecond: number;
  readonly signaturesPerSecond: number;
  readonly ratio: number;
  /** Of a raw signature. */
  readonly cpuMsSignature: number;
  /** Of a certificate: this process, its signature included, of that the thread that runs JavaScript. */
  readonly cpuMsProcess: number;
  readonly cpuMsMain: number;
  readonly cpuMsPostgres: number;
  /** Transactions and checkpoints of the room's book; two acts a certificate share them with others. */
  readonly batches: number;
}

/**
 * Certificates a second through the whole enclave activity — gate, intent, checkpoint, second medium,
 * HSM, verification, store, outcome — against raw `C_Sign` of the same key on the same token, in turns
 * within one run. Cases are made beforehand; nothing of theirs is measured.
 */
export async function benchIssuance(bench: IssuanceBench): Promise<object> {
  const { algorithm, threads } = bench;
  const env = { ISSUER_KEY_ALGORITHM: algorithm, EVIDENCE_THREADS: String(threads) };
  return withThrowAwayInstance(
    { only: ['postgres', 'softhsm'], env, ceremony: true },
    async (instance) => {
      const room = await openBenchRoom(instance);
      try {
        const figures: Figures[] = [];
        const isPostgres = (command: string): boolean =>
          command.includes('postgres') && command.includes(instance.dataDir);
        const postgresSeconds = (): number => cpuSecondsBelow(isPostgres);
        for (const atOnce of bench.atOnce) {
          figures.push(await measureAt({ ...room, postgresSeconds }, bench, atOnce));
        }
        return { bench: 'issuance', algorithm, threads, figures };
      } finally {
        await room.close();
      }
    },
  );
}

async function makeCases(room: BenchRoom, count: number): Promise<InstructedOrderRequest[]> {
  const cases: InstructedOrderRequest[] = [];
  const maker = { jlis: room.jlis, evidence: room.officeEvidence, service: SERVICE };
  await rateOf(async () => cases.push(await makeInstructedCase(maker)), { atOnce: 8, most: count });
  return cases;
}

async function measureAt(
  { postgresSeconds, ...bench }: BenchRoom & { readonly postgresSeconds: () => number },
  { rounds, perRound, profile }: IssuanceBench,
  atOnce: number,
): Promise<Figures> {
  const key = bench.token.findKey(ISSUER_LABEL);
  const octets = Buffer.alloc(900, 0x30);
  const certificates: number[] = [];
  const signatures: number[] = [];
  let committed = 0;
  subscribe('toroku:step', (name) => {
    if (name === 'room-book.1-committed') committed += 1;
  });
  const spent = { batches: 0, raw: 0, process: 0, main: 0, postgres: 0, signed: 0, issued: 0 };
  // Once without a measure: a room that has just been opened runs code that nobody has compiled yet, and pays double
  // for its first two thousand certificates.
  for (let round = -1; round < rounds; round += 1) {
    const cases = await makeCases(bench, perRound);
    const before = ownCpuMs();
    const raw = await rateOf(() => key.sign(octets), { atOnce, most: perRound });
    const [begun, postgres] = [ownCpuMs(), postgresSeconds()];
    const batchesBefore = committed;
    const file = profile && round === rounds - 1 ? `${profile}-${atOnce}.cpuprofile` : undefined;
    const issued = await profiled(file, () =>
      rateOf((n) => issue(bench, cases[n]), { atOnce, most: cases.length }),
    );
    if (round < 0) {
      await readOver(bench, cases);
      continue;
    }
    const ended = ownCpuMs();
    spent.raw += begun.process - before.process;
    spent.signed += raw.done;
    spent.process += ended.process - begun.process;
    spent.main += ended.main - begun.main;
    spent.postgres += (postgresSeconds() - postgres) * 1000;
    spent.issued += issued.done;
    spent.batches += committed - batchesBefore;
    signatures.push(raw.perSecond);
    certificates.push(issued.perSecond);
  }
  return {
    atOnce,
    certificatesPerSecond: rounded(median(certificates), 0),
    signaturesPerSecond: rounded(median(signatures), 0),
    ratio: rounded(median(certificates) / median(signatures)),
    cpuMsSignature: rounded(spent.raw / spent.signed),
    cpuMsProcess: rounded(spent.process / spent.issued),
    cpuMsMain: rounded(spent.main / spent.issued),
    cpuMsPostgres: rounded(spent.postgres / spent.issued),
    batches: rounded(spent.batches / spent.issued),
  };
}

/** Reads the evidence of cases that are issued, over and over. */
async function readOver(
  { room }: BenchRoom,
  cases: readonly InstructedOrderRequest[],
): Promise<void> {
  const { anchors } = room.registers;
  for (let n = 0; n < READINGS; n += 1) {
    const request = cases[n % cases.length];
    if (request) await room.readEvidence({ request, now: room.now(), anchors });
  }
}

async function issue({ issuer }: BenchRoom, request: InstructedOrderRequest | undefined) {
  if (!request) return;
  const outcome = await issuer.issue(request);
  if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
}

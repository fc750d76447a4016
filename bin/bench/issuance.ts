import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { profiled } from './cpu-profile.ts';
import { makeInstructedCase, type InstructedOrderRequest } from './instructed-cases.ts';
import { cpuSecondsBelow, median, rateOf, rounded } from './measure.ts';
import { openBenchRoom, type BenchRoom } from './open-bench-room.ts';

/** How long and how often is measured. */
export interface IssuanceBench {
  readonly algorithm: 'rsa2048' | 'p256';
  readonly rounds: number;
  /** Certificates in a round, by how many at once. */
  readonly perRound: number;
  /** Threads that read evidence beside the room's own. */
  readonly threads: number;
  /** Where the profile of the last round of each is kept, with how many at once; none if not named. */
  readonly profile?: string | undefined;
}

const AT_ONCE = [16, 64] as const;
const SERVICE = 'demo-simultaneous';
const ISSUER_LABEL = 'issuer-simultaneous-1';

interface Figures {
  readonly atOnce: number;
  readonly certificatesPerSecond: number;
  readonly signaturesPerSecond: number;
  readonly ratio: number;
  readonly cpuMsProcess: number;
  readonly cpuMsPostgres: number;
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
        for (const atOnce of AT_ONCE) figures.push(await measureAt(room, { ...bench, atOnce }));
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

const isPostgres = (command: string): boolean => command.includes('postgres');

async function measureAt(
  bench: BenchRoom,
  { atOnce, rounds, perRound, profile }: IssuanceBench & { readonly atOnce: number },
): Promise<Figures> {
  const key = bench.token.findKey(ISSUER_LABEL);
  const octets = Buffer.alloc(900, 0x30);
  const certificates: number[] = [];
  const signatures: number[] = [];
  let [own, postgres, done] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const cases = await makeCases(bench, perRound);
    const raw = await rateOf(() => key.sign(octets), { atOnce, most: perRound });
    signatures.push(raw.perSecond);
    const [ownBefore, postgresBefore] = [process.cpuUsage(), cpuSecondsBelow(isPostgres)];
    const file = profile && round === rounds - 1 ? `${profile}-${atOnce}.cpuprofile` : undefined;
    const issued = await profiled(file, () =>
      rateOf((n) => issue(bench, cases[n]), { atOnce, most: cases.length }),
    );
    const used = process.cpuUsage(ownBefore);
    own += (used.user + used.system) / 1000;
    postgres += (cpuSecondsBelow(isPostgres) - postgresBefore) * 1000;
    done += issued.done;
    certificates.push(issued.perSecond);
  }
  return {
    atOnce,
    certificatesPerSecond: rounded(median(certificates), 0),
    signaturesPerSecond: rounded(median(signatures), 0),
    ratio: rounded(median(certificates) / median(signatures)),
    cpuMsProcess: rounded(own / done),
    cpuMsPostgres: rounded(postgres / done),
  };
}

async function issue({ issuer }: BenchRoom, request: InstructedOrderRequest | undefined) {
  if (!request) return;
  const outcome = await issuer.issue(request);
  if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
}

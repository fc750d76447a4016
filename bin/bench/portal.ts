import { setTimeout as sleep } from 'node:timers/promises';
import type { PreparedApplication } from '../../simulator/application.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { profiled } from './cpu-profile.ts';
import { median, ownCpuMs, rateOf, rounded } from './measure.ts';
import { openPortalStage, type PortalStage } from './portal-stage.ts';

/** How much is measured. */
export interface PortalBench {
  readonly rounds: number;
  /** Applications of each kind in a round. */
  readonly perRound: number;
  readonly atOnce: number;
  /** Where the profile of the intake goes. */
  readonly profile?: string | undefined;
}

/** What the bench says. */
export interface PortalFigures {
  readonly bench: 'portal';
  readonly atOnce: number;
  /** Signature parsed, evidence, input and entry durable. */
  readonly acceptedPerSecond: number;
  /** The inserts of as many, alone. */
  readonly insertsPerSecond: number;
  readonly ratio: number;
  /** CPU of this process that one application takes, and one insert. */
  readonly cpuMsPerApplication: number;
  /** Of that, on the thread that runs JavaScript: one core serves no more than a second of it in a second. */
  readonly mainThreadMsPerApplication: number;
  readonly cpuMsPerInsert: number;
  /** At half of the rate, begun evenly. */
  readonly halfLoad: { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };
  readonly goals: { readonly ratio: number; readonly p99Ms: number; readonly areMet: boolean };
}

const GOAL_RATIO = 0.5;
const GOAL_P99_MS = 100;

interface Timed {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly mainThreadMs: number;
}

async function timed(
  act: (n: number) => Promise<unknown>,
  { atOnce, most }: { readonly atOnce: number; readonly most: number },
): Promise<Timed> {
  const before = ownCpuMs();
  const { perSecond, done } = await rateOf(act, { atOnce, most });
  const after = ownCpuMs();
  return {
    perSecond,
    cpuMs: (after.process - before.process) / done,
    mainThreadMs: (after.main - before.main) / done,
  };
}

const at = <T>(items: readonly T[], n: number): T => {
  const item = items[n];
  if (item === undefined) throw new Error('fewer than were prepared');
  return item;
};

/** Begins each at its time, whether those before are done or not, and says how long each took. */
async function latencies(
  stage: PortalStage,
  applications: readonly PreparedApplication[],
  perSecond: number,
): Promise<number[]> {
  const start = performance.now();
  return Promise.all(
    applications.map(async (application, n) => {
      const due = start + (n * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      await stage.send(application);
      // From when it was due: a sender that waits for its turn waits as well.
      return performance.now() - due;
    }),
  );
}

const percentile = (figures: readonly number[], share: number): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

/**
 * Applications that the portal API accepts in a second, `atOnce` at once in this process, against the same
 * inserts alone, in turns within one run; and how long one takes at half of that rate.
 */
export function benchPortal(bench: PortalBench): Promise<PortalFigures> {
  return withThrowAwayInstance({ only: ['postgres'] }, async (instance) => {
    const stage = await openPortalStage(instance);
    try {
      return await measure(stage, bench);
    } finally {
      await stage.close();
    }
  });
}

async function measure(
  stage: PortalStage,
  { rounds, perRound, atOnce, profile }: PortalBench,
): Promise<PortalFigures> {
  const accepted: Timed[] = [];
  const inserted: Timed[] = [];
  // What is compiled and opened at first is not the rate.
  for (const application of await stage.prepare(Math.min(50, perRound))) {
    await stage.send(application);
  }
  for (let round = 0; round < rounds; round += 1) {
    const applications = await stage.prepare(2 * perRound);
    const receipts = await Promise.all(
      applications.slice(perRound).map((each) => stage.receiptOf(each)),
    );
    const most = perRound;
    const insert = () => timed((n) => stage.insert(at(receipts, n)), { atOnce, most });
    const accept = () =>
      profiled(profile, () => timed((n) => stage.send(at(applications, n)), { atOnce, most }));
    // In turns, so that what grows in the meantime burdens neither more.
    if (round % 2 === 0) inserted.push(await insert());
    accepted.push(await accept());
    if (round % 2 === 1) inserted.push(await insert());
  }
  const acceptedPerSecond = median(accepted.map(({ perSecond }) => perSecond));
  const insertsPerSecond = median(inserted.map(({ perSecond }) => perSecond));
  const half = acceptedPerSecond / 2;
  const took = await latencies(stage, await stage.prepare(perRound), half);
  const ratio = acceptedPerSecond / insertsPerSecond;
  const p99Ms = percentile(took, 0.99);
  return {
    bench: 'portal',
    atOnce,
    acceptedPerSecond: rounded(acceptedPerSecond, 0),
    insertsPerSecond: rounded(insertsPerSecond, 0),
    ratio: rounded(ratio),
    cpuMsPerApplication: rounded(median(accepted.map(({ cpuMs }) => cpuMs))),
    mainThreadMsPerApplication: rounded(median(accepted.map(({ mainThreadMs }) => mainThreadMs))),
    cpuMsPerInsert: rounded(median(inserted.map(({ cpuMs }) => cpuMs))),
    halfLoad: {
      perSecond: rounded(half, 0),
      p50Ms: rounded(percentile(took, 0.5), 1),
      p99Ms: rounded(p99Ms, 1),
    },
    goals: {
      ratio: GOAL_RATIO,
      p99Ms: GOAL_P99_MS,
      areMet: ratio >= GOAL_RATIO && p99Ms <= GOAL_P99_MS,
    },
  };
}

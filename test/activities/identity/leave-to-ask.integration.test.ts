import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OfficeDependencies } from '../../../activities/dependencies.ts';
import { leaveToAsk } from '../../../activities/identity/leave-to-ask.ts';
import { ACCREDITATIONS, EFFECTIVE_FROM } from '../../../bin/demonstration/documents.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { governanceDocuments } from '../../../db/schema/governance.ts';
import { clockTurns } from '../../db/identity/clocked-turns.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PER_MINUTE = 6;
const SERVICE = ACCREDITATIONS.services[0]?.id ?? '';
const START = Date.UTC(2026, 11, 1);

/** A case as its run asks for leave: when it comes next, and with which turn. */
interface Asker {
  at: number;
  turnAt?: number;
  calls: number;
  askedAt?: number;
}

interface Surroundings {
  /** How far the clocks of workers are from the database's, by call. */
  readonly workerAheadMs?: (call: number) => number;
  /** From the end of a timer until the activity runs, by call. */
  readonly latencyMs?: (call: number) => number;
  /** Workers do nothing from the first instant to the second. */
  readonly away?: readonly [number, number];
}

const none = (): number => 0;

const askedOf = (askers: readonly Asker[]): number[] =>
  askers.flatMap(({ askedAt }) => askedAt ?? []).toSorted((a, b) => a - b);

const expectWithinLimit = (asked: readonly number[]): void => {
  const spans = asked.slice(PER_MINUTE).map((at, i) => at - (asked[i] ?? 0));
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(MINUTE_MS);
};

describe('leaveToAsk', () => {
  const dataDir = temporaryDataDirectory();
  const clock = { ms: START };
  let instance: Instance;
  let db: OfficeDatabase;
  let deps: OfficeDependencies;

  beforeAll(async () => {
    instance = await startInstance({ dataDir, only: 'postgres' });
    const owner = openOfficeDatabase(instance.databaseUrl('toroku_office'));
    const documents = [
      ['accreditations', ACCREDITATIONS],
      ['jlisService', { v: 1, questionsPerMinute: PER_MINUTE }],
    ] as const;
    await owner.insert(governanceDocuments).values(
      documents.map(([documentType, document]) => {
        const content = Buffer.from(JSON.stringify(document));
        const sha256 = sha256Hex(content);
        return { documentType, version: 'leave', content, sha256, effectiveFrom: EFFECTIVE_FROM };
      }),
    );
    await owner.$client.end();
    db = openOfficeDatabase(instance.databaseUrl('toroku_office'));
    clockTurns(db, clock);
    deps = { db } as OfficeDependencies;
  });
  beforeEach(async () => {
    // Far from the questions of the test before.
    clock.ms += 24 * HOUR_MS;
  });
  afterAll(async () => {
    await db.$client.end();
    await instance.stop();
    removeDataDirectory(dataDir);
  });

  const comesAt = (
    timer: number,
    { latencyMs = none, away }: Surroundings,
    call: number,
  ): number => {
    const runs = timer + latencyMs(call);
    return away && runs >= away[0] && runs < away[1] ? away[1] + latencyMs(call) : runs;
  };

  /** Lets cases ask for leave in the order of time until each was asked about, or the hours are over. */
  async function play(cases: number, around: Surroundings, hours = 24): Promise<Asker[]> {
    const begun = clock.ms;
    const askers = Array.from({ length: cases }, (): Asker => ({ at: begun, calls: 0 }));
    for (let call = 0; ; call += 1) {
      const open = askers.filter(({ askedAt }) => askedAt === undefined);
      const [next] = open.toSorted((a, b) => a.at - b.at);
      if (!next || next.at > begun + hours * HOUR_MS) return askers;
      clock.ms = Math.max(clock.ms, next.at);
      next.calls += 1;
      const now = new Date(clock.ms + (around.workerAheadMs ?? none)(call));
      const leave = await leaveToAsk(deps, SERVICE, { now, turnAt: next.turnAt });
      if (leave.kind === 'none') throw new Error('no leave at all');
      if (leave.kind === 'now') next.askedAt = clock.ms;
      else {
        next.turnAt = leave.turn.turnAt;
        next.at = comesAt(clock.ms + leave.turn.waitMs, around, call);
      }
    }
  }

  it.each<[string, Surroundings]>([
    ['three seconds ahead', { workerAheadMs: () => 3_000 }],
    ['an hour ahead or behind', { workerAheadMs: (call) => (call % 2 === 0 ? 1 : -1) * HOUR_MS }],
    ['right, each call three seconds late', { latencyMs: () => 3_000 }],
    ['right, each call up to nine seconds late', { latencyMs: (call) => (call * 3_700) % 9_000 }],
  ])('asks about every case in time by workers whose clocks are %s', async (_, around) => {
    const begun = clock.ms;
    const asked = askedOf(await play(20, around));
    expect(asked).toHaveLength(20);
    expectWithinLimit(asked);
    // Twenty at six a minute; the time that late calls left unused comes on top.
    expect((asked.at(-1) ?? 0) - begun).toBeLessThan(7 * MINUTE_MS);
  });

  it('asks late cases one by one, about in the order of their turns, after workers were away', async () => {
    const begun = clock.ms;
    const away = [begun + MINUTE_MS, begun + 5 * MINUTE_MS] as const;
    const askers = await play(40, { away, latencyMs: (call) => 20 + (call % 7) });
    const asked = askedOf(askers);
    expect(asked).toHaveLength(40);
    expectWithinLimit(asked);
    expect((asked.at(-1) ?? 0) - away[1]).toBeLessThan(7 * MINUTE_MS);
    // Timers that end together may be late by different moments, so near neighbours change places.
    askers.forEach(({ askedAt = 0 }, i) => {
      expect(Math.abs(asked.indexOf(askedAt) - i)).toBeLessThanOrEqual(3);
    });
    expect(Math.max(...askers.map(({ calls }) => calls))).toBeLessThanOrEqual(6);
  });

  it('keeps the turn of a case that comes hours late, and has nobody wait long for it', async () => {
    const turnAt = clock.ms;
    clock.ms += 5 * HOUR_MS;
    expect(await leaveToAsk(deps, SERVICE, { now: new Date(clock.ms), turnAt })).toEqual({
      kind: 'now',
    });
    const [other] = await play(1, {});
    expect((other?.askedAt ?? 0) - turnAt - 5 * HOUR_MS).toBeLessThan(6 * MINUTE_MS);
  });

  it('lets one question through for a turn, however soon an activity is begun again', async () => {
    const [now, turnAt] = [new Date(clock.ms), clock.ms];
    const leaves = await Promise.all(
      Array.from({ length: 8 }, () => leaveToAsk(deps, SERVICE, { now, turnAt })),
    );
    expect(leaves.filter(({ kind }) => kind === 'now')).toHaveLength(1);
    clock.ms += 1_100;
    expect((await leaveToAsk(deps, SERVICE, { now, turnAt })).kind).toBe('turn');
  });
});

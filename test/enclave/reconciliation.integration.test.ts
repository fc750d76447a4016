import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { printDate, japanDate } from '../../domain/governance/calendar.ts';
import { figuresPath } from '../../domain/reconciliation/figures-path.ts';
import { dayBefore } from '../../domain/reconciliation/japan-day.ts';
import { turnSwitchOn } from '../../enclave/keys/turn-switch-on.ts';
import type { RoomFigures } from '../../enclave/reconciliation/room-reconciliation.ts';
import { diskFull } from '../fakes/failing-files.ts';
import { makeCase } from './drafted-case.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { RoomBench, type TestRoom } from './room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
/** With every right: for what nobody may do. */
let owner: pg.Client;
const opened: TestRoom[] = [];

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
});
afterEach(async () => {
  for (const room of opened.splice(0)) await room.close();
});
afterAll(async () => {
  await owner?.end();
  await bench?.close();
  await held?.release();
});

const openRoom = async (): Promise<TestRoom> => {
  const room = await bench.openRoom();
  opened.push(room);
  return room;
};

const today = (): string => printDate(japanDate(Date.now()));

const count = ({ reconciliation }: TestRoom, day = today()): Promise<RoomFigures> =>
  reconciliation.count({ day, until: Date.now() });

const dataOf = async (event: string): Promise<Record<string, unknown>[]> =>
  (await bench.readBook()).flatMap(({ entry }) =>
    entry.event === event ? [entry.data as Record<string, unknown>] : [],
  );

/** Signing is on again, as two custodians would have it. */
async function mend({ room }: TestRoom): Promise<void> {
  await turnSwitchOn(
    { pool: bench.pool, book: room.book },
    {
      switch: 'allSigning',
      custodians: ['custodian-01', 'custodian-02'],
      terminal: 'room-terminal-01',
      cause: 'mended',
    },
    new Date(),
  );
}

describe('RoomReconciliation', () => {
  it('finds nothing to differ in a room that issued, and says so in its book', async () => {
    const room = await openRoom();
    for (let i = 0; i < 3; i += 1) {
      expect(await room.issuer.issue(await makeCase(bench))).toMatchObject({ outcome: 'issued' });
    }
    const figures = await count(room);
    expect(figures.failed).toEqual([]);
    expect(figures.equations['Q8']).toMatchObject({ intended: 3, completed: 3, open: 0 });
    // Two keys were made, and each signed its own certificate.
    expect(figures.equations['Q9']).toMatchObject({ certificates: 5, signatures: 5, attempts: 5 });
    expect(figures.equations['Q10']).toMatchObject({ completed: 3, certificates: 3, serials: 3 });

    const [said] = await dataOf('reconciliation.completed');
    const octets = canonicalOctets(figures as unknown as CanonicalValue);
    expect(said).toEqual({
      day: today(),
      equations: Object.keys(figures.equations).length,
      failed: [],
      figuresSha256: sha256Hex(octets),
    });
    for (const dir of [bench.config.enclaveBookDir, bench.config.enclaveBookSecondDir ?? '']) {
      expect(readFileSync(join(dir, figuresPath(today(), sha256Hex(octets))))).toEqual(octets);
    }
    const counted = await dataOf('signatures.counted');
    expect(counted.map(({ signatures }) => signatures).toSorted()).toEqual([1, 4]);
  });

  it('says the same of a day once, and of a day that was not over again', async () => {
    const room = await openRoom();
    const before = (await dataOf('reconciliation.completed')).length;
    await count(room);
    expect((await dataOf('reconciliation.completed')).length).toBe(before);
    const yesterday = dayBefore(Date.now());
    await count(room, yesterday);
    await count(room, yesterday);
    const days = (await dataOf('reconciliation.completed')).map(({ day }) => day);
    expect(days.filter((day) => day === yesterday)).toHaveLength(1);
  });
});

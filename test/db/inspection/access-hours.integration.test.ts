import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publicHalf, readerKeyFrom } from '../../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { keepRowsIn, startAccessHours } from '../../../bin/access-hours.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { accessLeaves, accessRowOctets, readAccessRows } from '../../../books/access-rows.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { inclusionRanges, provesInclusion } from '../../../books/merkle-proof.ts';
import { leafHash, rootOf } from '../../../books/merkle.ts';
import { closeAccessHour, type ClosingHours } from '../../../db/inspection/access-hours.ts';
import { prepareAccess } from '../../../db/inspection/access.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';

let instance: Instance;
let office: OfficeDatabase;
let console_: OfficeDatabase;
let owner: pg.Client;
let evidence: EvidenceStore;
const dataDir = temporaryDataDirectory();
const dir = mkdtempSync(join(tmpdir(), 'toroku-access-'));

beforeAll(async () => {
  instance = await startInstance({ dataDir, only: 'postgres' });
  // Each with the rights of its program: the console records, the office-worker closes.
  office = openOfficeDatabase(instance.databaseUrl('toroku_office'), 4);
  console_ = openOfficeDatabase(instance.databaseUrl('toroku_console'), 2);
  owner = new pg.Client({ connectionString: instance.databaseUrl('toroku_office_owner') });
  await owner.connect();
  const key = readerKeyFrom(randomBytes(32));
  evidence = new EvidenceStore({
    dir,
    publicKeys: { office: publicHalf(key), enclave: publicHalf(readerKeyFrom(randomBytes(32))) },
    reader: { name: 'office', key },
  });
});
afterAll(async () => {
  await Promise.all([office.$client.end(), console_.$client.end(), owner.end()]);
  await instance.stop();
  removeDataDirectory(dataDir);
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  await owner.query('truncate access_rows, book_entries');
});

const at = (text: string): Date => new Date(`2026-12-01T${text}Z`);
const CASE = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const read = (when: Date, fields = ['name']): Promise<void> =>
  prepareAccess(console_).record([
    {
      at: when,
      officerId: 'officer-02',
      role: 'examiner',
      caseId: CASE,
      fields,
      purpose: 'review',
    },
  ]);

const closing = (now: Date, more: Partial<ClosingHours> = {}): ClosingHours => ({
  db: office,
  keep: keepRowsIn(evidence),
  now: () => now,
  ...more,
});

const keepThenDie: ClosingHours['keep'] = async (octets, hour) => {
  await keepRowsIn(evidence)(octets, hour);
  throw new Error('died');
};

async function closeAll(now: Date): Promise<number[]> {
  const counts: number[] = [];
  for (;;) {
    const count = await closeAccessHour(closing(now));
    if (count === 0) return counts;
    counts.push(count);
  }
}

type Read = Extract<Entry, { event: 'books.read' }>;

async function entries(): Promise<Read[]> {
  const { rows } = await owner.query<{ octets: Buffer }>(
    'select octets from book_entries order by ordinal',
  );
  return rows.map(({ octets }) => readEntry(octets) as Read);
}

/** Rows beside an entry, as the office opens them. */
const rowsBeside = ({ evidence: named, data }: Read, day = '2026-12-01') => {
  const [reference] = named ?? [];
  const where = { caseId: `access-${day}`, chainId: `staff-${data.from.slice(0, 4)}` };
  return readAccessRows(
    evidence
      .get(where, [reference?.sha256 ?? ''])
      .values()
      .next().value!,
  );
};

describe('closeAccessHour', () => {
  it('writes one entry an hour that has reads, and none for an hour without', async () => {
    await read(at('00:10:00.000'));
    await read(at('00:59:59.999'));
    await read(at('03:00:00.000'));
    expect(await closeAll(at('04:01:00.000'))).toEqual([2, 1]);
    const [first, second] = await entries();
    expect(first?.data).toMatchObject({
      from: '2026-12-01T00:00:00.000Z',
      to: '2026-12-01T01:00:00.000Z',
      rows: 2,
    });
    expect(second?.data).toMatchObject({ from: '2026-12-01T03:00:00.000Z', rows: 1 });
    expect([first?.items, first?.actor, first?.log]).toEqual([
      ['4ト'],
      { kind: 'system', id: 'office-worker' },
      'office',
    ]);
  });

  it('leaves an hour open until a minute after its end', async () => {
    await read(at('00:10:00.000'));
    expect(await closeAll(at('01:00:59.999'))).toEqual([]);
    expect(await closeAll(at('01:01:00.000'))).toEqual([1]);
  });

  it('makes every row provable against the root of its entry', async () => {
    for (let n = 0; n < 7; n += 1) await read(at(`00:00:0${n}.000`), ['name', `evidence:${n}`]);
    await closeAll(at('02:00:00.000'));
    const [entry] = await entries();
    const rows = rowsBeside(entry!);
    const leaves = accessLeaves(rows);
    const root = Buffer.from(entry!.data.root, 'hex');
    expect(rows).toHaveLength(7);
    for (const [index, row] of rows.entries()) {
      const proof = inclusionRanges(index, rows.length).map(({ start, end }) =>
        rootOf(leaves.slice(start, end)),
      );
      const claim = { index, size: entry!.data.rows, leaf: leafHash(accessRowOctets(row)), root };
      expect(provesInclusion(claim, proof)).toBe(true);
    }
    const stored = await owner.query('select row_id, fields from access_rows order by at');
    expect(rows.map(({ row, fields }) => ({ row_id: row, fields }))).toEqual(stored.rows);
  });

  it('gives a row that came late an entry of its own for its hour', async () => {
    await read(at('00:10:00.000'));
    await closeAll(at('02:00:00.000'));
    await read(at('00:11:00.000'));
    expect(await closeAll(at('02:00:00.000'))).toEqual([1]);
    const sums = (await entries()).map(({ data }) => [data.from, data.rows]);
    expect(sums).toEqual([
      ['2026-12-01T00:00:00.000Z', 1],
      ['2026-12-01T00:00:00.000Z', 1],
    ]);
  });

  it('loses nothing and counts nothing twice when it dies between list and entry', async () => {
    await read(at('00:10:00.000'));
    await read(at('00:20:00.000'));
    const now = at('02:00:00.000');
    await expect(closeAccessHour(closing(now, { keep: keepThenDie }))).rejects.toThrow('died');
    expect(await entries()).toEqual([]);
    await read(at('00:30:00.000'));
    expect(await closeAll(now)).toEqual([3]);
    expect(await closeAll(now)).toEqual([]);
    expect((await entries()).map(({ data }) => data.rows)).toEqual([3]);
  });

  it('closes an hour once when two workers are at it', async () => {
    for (let n = 0; n < 20; n += 1) await read(at(`00:00:${10 + n}.000`));
    const now = at('02:00:00.000');
    const counts = await Promise.all([1, 2, 3].map(() => closeAccessHour(closing(now))));
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 0, 20]);
  });

  it('keeps the lists sealed, under the key of their year in Japan', async () => {
    await read(new Date('2026-12-31T15:30:00Z'));
    await closeAll(new Date('2027-01-01T00:00:00Z'));
    const [entry] = await entries();
    const [reference] = entry?.evidence ?? [];
    const inJapan = { caseId: 'access-2027-01-01', chainId: 'staff-2027' };
    expect(evidence.get(inJapan, [reference?.sha256 ?? '']).size).toBe(1);
    await evidence.destroyKeys('staff-2027');
    expect(() => evidence.get(inJapan, [reference?.sha256 ?? ''])).toThrow('EvidenceMissing');
  });
});

describe('startAccessHours', () => {
  it('closes what is over when it starts, and stops', async () => {
    await read(new Date(Date.now() - 2 * 3_600_000));
    const hours = startAccessHours({ db: office, evidence, intervalMs: 60_000 });
    await expect.poll(async () => (await entries()).length).toBe(1);
    await hours.stop();
  });
});

import { and, asc, inArray, isNull, lt, sql } from 'drizzle-orm';
import { accessRoot, accessRowsOctets, type AccessRow } from '../../books/access-rows.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { accessRows } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';

/** Rows under one entry: an hour with more gets several, and a list stays far below what evidence may be. */
const ROWS_MAX = 10_000;

const HOUR_MS = 3_600_000;

/** How long after an hour a read of it may still be on its way into the table. */
const GRACE_MS = 60_000;

/** Key of the advisory lock under which hours are closed, one at a time. */
const LOCK_KEY = 0x72656164;

/** Keeps the list of rows as evidence, durably, before the entry names it. */
export type KeepRows = (octets: Buffer, hour: Date) => Promise<EvidenceReference<'accessRows'>>;

/** What hours are closed with. */
export interface ClosingHours {
  readonly db: OfficeDatabase;
  readonly keep: KeepRows;
  readonly now: () => Date;
}

const rowOf = ({ at, caseId, fields, officerId, purpose, row }: typeof accessRows.$inferSelect) =>
  ({
    at: at.toISOString(),
    case: caseId,
    fields,
    officer: officerId,
    purpose,
    row,
  }) satisfies AccessRow;

/** Rows without an entry of the oldest hour that is over, in the order of their tree. */
async function openRows(tx: Queryable, end: Date): Promise<{ hour: Date; rows: AccessRow[] }> {
  const found = await tx
    .select()
    .from(accessRows)
    .where(and(isNull(accessRows.entryId), lt(accessRows.at, end)))
    .orderBy(asc(accessRows.at), asc(accessRows.row))
    .limit(ROWS_MAX);
  const hour = new Date(hourOf(found[0]?.at ?? end));
  const next = hour.getTime() + HOUR_MS;
  return { hour, rows: found.filter(({ at }) => at.getTime() < next).map(rowOf) };
}

const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;

/**
 * Closes the oldest hour that is over and has reads without an entry: the list of its rows becomes evidence
 * and its root an entry `books.read`. An hour without reads has no entry. A row that came in after its hour
 * was closed gets an entry for that hour of its own, so the sum over all entries is the number of rows.
 *
 * List, entry and the rows' reference to it: a crash before the commit leaves a list that no entry names,
 * and the rows are closed next time; so nothing is lost and nothing counted twice.
 *
 * @returns how many rows were closed; none if no hour is left.
 */
export function closeAccessHour({ db, keep, now }: ClosingHours): Promise<number> {
  const end = new Date(hourOf(new Date(now().getTime() - GRACE_MS)));
  return db.transaction(async (tx) => {
    // The list is written within the transaction, once an hour: two workers must not make a key twice.
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
    const { hour, rows } = await openRows(tx, end);
    if (rows.length === 0) return 0;
    const evidence = await keep(accessRowsOctets(rows), hour);
    const entryId = await writeEntry(tx, {
      id: uuidV7(),
      event: 'books.read',
      items: ['4ト'],
      at: now().toISOString(),
      actor: { kind: 'system', id: 'office-worker' },
      evidence: [evidence],
      data: {
        from: hour.toISOString(),
        to: new Date(hour.getTime() + HOUR_MS).toISOString(),
        rows: rows.length,
        root: accessRoot(rows).toString('hex'),
      },
    });
    const ids = rows.map(({ row }) => row);
    await tx
      .update(accessRows)
      .set({ entryId })
      .where(and(inArray(accessRows.row, ids), isNull(accessRows.entryId)));
    return rows.length;
  });
}

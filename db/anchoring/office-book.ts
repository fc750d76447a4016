import { desc, eq, sql } from 'drizzle-orm';
import type { AnchoredBook, HeldBook } from '../../books/cosignature-record.ts';
import { readEntry, type Run } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { bookEntries } from '../schema/books.ts';

/** Key of the advisory lock under which checkpoints are recorded, one at a time. */
const LOCK_KEY = 0x616e6368;

const heldBy = (tx: Queryable, run: Run | undefined): HeldBook => ({
  newest: async (event, count) => {
    const rows = await tx
      .select({ octets: bookEntries.octets })
      .from(bookEntries)
      .where(eq(bookEntries.event, event))
      .orderBy(desc(bookEntries.ordinal))
      .limit(count);
    return rows.map(({ octets }) => readEntry(octets));
  },
  write: async (entry) => {
    await writeEntry(tx, { ...entry, ...(run && { run }) });
  },
});

/**
 * Holds the office book for entries about checkpoints: what is looked up and what is written is one
 * transaction, and no other program writes such an entry meanwhile.
 *
 * @param runOf the workflow run that entries are written from.
 */
export const officeBookHolder =
  (db: OfficeDatabase, runOf: () => Run | undefined): AnchoredBook['hold'] =>
  (act) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
      return act(heldBy(tx, runOf()));
    });

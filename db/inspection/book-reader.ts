import { desc, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { bookEntries as entries, bookPlaces as places } from '../schema/books.ts';

/** An entry of the office book as it is stored. `index` is null until the sequencer gives it. */
export interface StoredEntry {
  readonly id: string;
  readonly ordinal: number;
  readonly index: number | null;
  readonly event: string;
  readonly items: readonly string[];
  readonly caseId: string | null;
  readonly at: Date;
  readonly octets: Buffer;
}

const given = sql.placeholder;
const columns = {
  id: entries.id,
  ordinal: entries.ordinal,
  index: places.index,
  event: entries.event,
  items: entries.items,
  caseId: entries.caseId,
  at: entries.at,
  octets: entries.octets,
};

/** Reading the office book: a case, a page of the whole, one entry. */
export function prepareBookReader(db: OfficeDatabase) {
  const ofCase = db
    .select(columns)
    .from(entries)
    .leftJoin(places, eq(places.entryId, entries.id))
    .where(eq(entries.caseId, given('caseId')))
    .orderBy(desc(entries.seq))
    .prepare('console_entries_of_case');
  const before = db
    .select(columns)
    .from(entries)
    .leftJoin(places, eq(places.entryId, entries.id))
    .where(sql`${entries.ordinal} < ${given('before')}`)
    .orderBy(desc(entries.ordinal))
    .limit(given('limit'))
    .prepare('console_entries_before');
  const ofItem = db
    .select(columns)
    .from(entries)
    .leftJoin(places, eq(places.entryId, entries.id))
    .where(
      sql`${entries.ordinal} < ${given('before')} and ${given('item')} = any(${entries.items})`,
    )
    .orderBy(desc(entries.ordinal))
    .limit(given('limit'))
    .prepare('console_entries_of_item');
  const byIndex = db
    .select(columns)
    .from(entries)
    .leftJoin(places, eq(places.entryId, entries.id))
    .where(eq(places.index, given('index')))
    .prepare('console_entry_by_index');
  const byId = db
    .select(columns)
    .from(entries)
    .leftJoin(places, eq(places.entryId, entries.id))
    .where(eq(entries.id, given('id')))
    .prepare('console_entry_by_id');
  const newest = db
    .select({ index: places.index })
    .from(places)
    .orderBy(desc(places.index))
    .limit(1)
    .prepare('console_entry_newest');

  return {
    /** Entries of a case, newest first. */
    ofCase: (caseId: string): Promise<StoredEntry[]> => ofCase.execute({ caseId }),

    /** A page of the book, newest first, of one item of 規則12条1項 or of all. */
    list(page: {
      readonly before?: number | undefined;
      readonly item?: string | undefined;
      readonly limit: number;
    }): Promise<StoredEntry[]> {
      const { before: end = Number.MAX_SAFE_INTEGER, item, limit } = page;
      return item === undefined
        ? before.execute({ before: end, limit })
        : ofItem.execute({ before: end, item, limit });
    },

    /** One entry by its index in the log, or by its id. */
    async find(key: { index: number } | { id: string }): Promise<StoredEntry | undefined> {
      const [row] = 'id' in key ? await byId.execute(key) : await byIndex.execute(key);
      return row;
    },

    /** How many entries the log has: one more than the newest index. */
    async size(): Promise<number> {
      const [row] = await newest.execute();
      return (row?.index ?? -1) + 1;
    },
  };
}

/** The office book as the console asks for it. */
export type BookReader = ReturnType<typeof prepareBookReader>;

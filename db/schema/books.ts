import { sql } from 'drizzle-orm';
import { bigint, bigserial, check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';

/** Columns of an entry that its writer gives; the database gives the others. */
export const writtenColumns = () => ({
  id: uuid('id').primaryKey(),
  event: text('event').notNull(),
  items: text('items').array().notNull(),
  caseId: uuid('case_id'),
  seq: integer('seq'),
  at: instant('at').notNull(),
  octets: octets('octets').notNull(),
});

/**
 * Entries of the office book, written in the transaction of their act. Rows are never changed and
 * never deleted.
 */
export const bookEntries = pgTable(
  'book_entries',
  {
    ...writtenColumns(),
    /** Order of writing. Within a case it follows `seq`, because the case's counter row is locked. */
    ordinal: bigserial('ordinal', { mode: 'number' }).notNull().unique(),
  },
  (t) => [
    index('book_entries_case').on(t.caseId, t.seq),
    index('book_entries_items').using('gin', t.items),
    check('case_and_seq_together', sql`(${t.caseId} is null) = (${t.seq} is null)`),
  ],
);

/**
 * Places of the entries in the log, given by the one sequencer when it integrates them. In a table of its
 * own: to change a row of the book would write the whole of it again.
 */
export const bookPlaces = pgTable('book_places', {
  index: bigint('log_index', { mode: 'number' }).primaryKey(),
  entryId: uuid('entry_id').notNull().unique('one_place_an_entry'),
});

/** Last sequence number of each case in this book; its row lock orders the entries of the case. */
export const caseSequences = pgTable('case_sequences', {
  caseId: uuid('case_id').primaryKey(),
  lastSeq: integer('last_seq').notNull(),
});

/** The one row of the book's tip: what the newest published checkpoint covers. */
export const bookTip = pgTable('book_tip', {
  origin: text('origin').primaryKey(),
  size: bigint('size', { mode: 'number' }).notNull(),
  root: octets('root').notNull(),
  /** Rises with every process that takes the sequencer's lock; an older holder cannot write. */
  fence: bigint('fence', { mode: 'number' }).notNull(),
  checkpoint: text('checkpoint').notNull(),
  /** Ordinal up to which no entry waits any more, so that a start need not look there. */
  horizon: bigint('horizon', { mode: 'number' }).notNull().default(0),
  at: instant('at').notNull(),
});

/** Openings of the commitments in entries, sealed under the key that may be destroyed. */
export const openings = pgTable(
  'openings',
  {
    entryId: uuid('entry_id').notNull(),
    field: text('field').notNull(),
    kind: text('kind').notNull(),
    /** `chain` id or staff year whose key seals it. */
    keyId: text('key_id').notNull(),
    sealed: octets('sealed').notNull(),
  },
  (t) => [index('openings_entry').on(t.entryId)],
);

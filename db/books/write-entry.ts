import { sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import { encodeEntry, type EntryInput, type EntryInputOf } from '../../books/entry.ts';
import type { EventName } from '../../books/events/all-events.ts';
import { uuidV7 } from '../uuid.ts';
import { caseSequences, openings, writtenColumns } from '../schema/books.ts';
import type { Queryable } from '../office-database.ts';

/** The entries as their writers see them: number and index of an entry are not theirs to give. */
export const writtenEntries = pgTable('book_entries', writtenColumns());

/** An entry before the book gives it its id, its place in the case and its format. */
export type NewEntry = {
  [E in EventName]: Omit<EntryInputOf<E>, 'log' | 'id' | 'seq'> & { readonly id?: string };
}[EventName];

/** Opening of a commitment, already sealed, to lie beside the entry. */
export interface SealedOpening {
  readonly field: string;
  readonly kind: string;
  readonly keyId: string;
  readonly sealed: Buffer;
}

/**
 * Writes an entry in the transaction of its act: no record, no act. The counter row of the case stays
 * locked until the transaction ends, so that within a case a larger `seq` also has a larger index.
 *
 * @returns the id of the entry.
 * @throws MalformedEntry if the entry is not one that the books know.
 */
export async function writeEntry(
  tx: Queryable,
  entry: NewEntry,
  beside: readonly SealedOpening[] = [],
): Promise<string> {
  const id = entry.id ?? uuidV7();
  const seq = entry.case === undefined ? undefined : await nextSeq(tx, entry.case);
  const place = seq === undefined ? {} : { seq };
  const whole = { ...entry, log: 'office', id, ...place } as EntryInput;
  const octets = encodeEntry(whole);
  await tx.insert(writtenEntries).values({
    id,
    event: entry.event,
    items: [...entry.items],
    caseId: entry.case ?? null,
    seq: seq ?? null,
    at: new Date(entry.at),
    octets,
  });
  if (beside.length > 0) {
    await tx.insert(openings).values(beside.map((opening) => ({ entryId: id, ...opening })));
  }
  return id;
}

async function nextSeq(tx: Queryable, caseId: string): Promise<number> {
  const [row] = await tx
    .insert(caseSequences)
    .values({ caseId, lastSeq: 1 })
    .onConflictDoUpdate({
      target: caseSequences.caseId,
      set: { lastSeq: sql`${caseSequences.lastSeq} + 1` },
    })
    .returning({ seq: caseSequences.lastSeq });
  if (!row) throw new Error('case sequence was not returned');
  return row.seq;
}

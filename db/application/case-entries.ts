import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { encodeEntry, type Entry } from '../../books/entry.ts';
import type { NewEntry, SealedOpening } from '../books/write-entry.ts';
import { bookEntries, openings } from '../schema/books.ts';

/** An entry with its id, still without its place in the case. */
export type IdentifiedEntry = NewEntry & { readonly id: string; readonly case: string };

const given = sql.placeholder;

const rowOf = (prefix: string) => ({
  id: given(`${prefix}Id`),
  event: given(`${prefix}Event`),
  items: given(`${prefix}Items`),
  caseId: given(`${prefix}Case`),
  seq: given(`${prefix}Seq`),
  at: given(`${prefix}At`),
  octets: given(`${prefix}Octets`),
});

/** The values of a row. @throws MalformedEntry if the entry is not one that the books know. */
function valuesOf(prefix: string, entry: IdentifiedEntry, seq: number): Record<string, unknown> {
  const octets = encodeEntry({ ...entry, v: 1, log: 'office', seq } as Entry);
  return {
    [`${prefix}Id`]: entry.id,
    [`${prefix}Event`]: entry.event,
    [`${prefix}Items`]: [...entry.items],
    [`${prefix}Case`]: entry.case,
    [`${prefix}Seq`]: seq,
    [`${prefix}At`]: new Date(entry.at),
    [`${prefix}Octets`]: octets,
  };
}

/**
 * Writing the entries of an act whose statement has already taken their numbers from the counter row of
 * the case, which stays locked until the transaction ends: as `writeEntry`, without building SQL anew.
 */
export function prepareCaseEntries(connection: NodePgDatabase) {
  const two = connection
    .insert(bookEntries)
    .values([rowOf('first'), rowOf('second')])
    .prepare('portal_two_entries');
  const opening = connection.$with('opening').as(
    connection.insert(openings).values({
      entryId: given('entryId'),
      field: given('field'),
      kind: given('kind'),
      keyId: given('keyId'),
      sealed: given('sealed'),
    }),
  );
  const withOpening = connection
    .with(opening)
    .insert(bookEntries)
    .values(rowOf('only'))
    .prepare('portal_entry_with_opening');

  return {
    /** Writes two entries of one case; `lastSeq` is the number of the second. */
    async writeTwo(
      entries: readonly [IdentifiedEntry, IdentifiedEntry],
      lastSeq: number,
    ): Promise<void> {
      await two.execute({
        ...valuesOf('first', entries[0], lastSeq - 1),
        ...valuesOf('second', entries[1], lastSeq),
      });
    },

    /** Writes an entry with the opening of its commitment beside it. */
    async writeWithOpening(
      entry: IdentifiedEntry,
      sealed: SealedOpening,
      seq: number,
    ): Promise<void> {
      await withOpening.execute({
        ...valuesOf('only', entry, seq),
        entryId: entry.id,
        ...sealed,
      });
    },
  };
}

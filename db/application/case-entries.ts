import { sql } from 'drizzle-orm';
import { encodeEntry, type Entry } from '../../books/entry.ts';
import type { NewEntry } from '../books/write-entry.ts';

/** An entry of a case with its id, still without its number in the case. */
export type CaseEntry = NewEntry & { readonly id: string; readonly case: string };

const given = sql.placeholder;

/**
 * Columns of an entry in a prepared statement, as `writeEntry` would write them. Whoever uses them also
 * takes the number from the counter row of the case, in the same statement.
 */
export const entryColumns = (prefix: string) => ({
  id: given(`${prefix}Id`),
  event: given(`${prefix}Event`),
  items: given(`${prefix}Items`),
  caseId: given(`${prefix}Case`),
  seq: given(`${prefix}Seq`),
  at: given(`${prefix}At`),
  octets: given(`${prefix}Octets`),
});

/**
 * What fills the columns.
 *
 * @throws MalformedEntry if the entry is not one that the books know.
 */
export const entryValues = (
  prefix: string,
  entry: CaseEntry,
  seq: number,
): Record<string, unknown> => ({
  [`${prefix}Id`]: entry.id,
  [`${prefix}Event`]: entry.event,
  [`${prefix}Items`]: [...entry.items],
  [`${prefix}Case`]: entry.case,
  [`${prefix}Seq`]: seq,
  [`${prefix}At`]: new Date(entry.at),
  [`${prefix}Octets`]: encodeEntry({ ...entry, v: 1, log: 'office', seq } as Entry),
});

/**
 * Rows of the access table as a tree: who read which personal data, when and why. A leaf is the canonical
 * JSON of one row; the root of the rows of an hour stands in an entry (規則12条1項4号ト), and the rows
 * themselves lie beside the log as one list.
 */

import { canonicalOctets, NotCanonical, readCanonicalJson } from './canonical-json.ts';
import { leafHash, rootOf } from './merkle.ts';

/** One read of personal data. */
export interface AccessRow {
  /** Time in ISO form, milliseconds, UTC. */
  readonly at: string;
  readonly case: string;
  /** What was read, by names; at least one. */
  readonly fields: readonly string[];
  readonly officer: string;
  readonly purpose: string;
  /** 128 random bits in hexadecimal: without them the hash of a row would tell what is in it. */
  readonly row: string;
}

const leafOf = ({ at, case: caseId, fields, officer, purpose, row }: AccessRow) => ({
  at,
  case: caseId,
  fields: [...fields],
  officer,
  purpose,
  row,
  v: 1,
});

/** The octets of a leaf. @throws NotCanonical */
export const accessRowOctets = (row: AccessRow): Buffer => canonicalOctets(leafOf(row));

/** The rows as they lie beside the log, in the order of the tree. @throws NotCanonical */
export const accessRowsOctets = (rows: readonly AccessRow[]): Buffer =>
  canonicalOctets(rows.map(leafOf));

/** Hashes of the leaves, in order. */
export const accessLeaves = (rows: readonly AccessRow[]): Buffer[] =>
  rows.map((row) => leafHash(accessRowOctets(row)));

/** Root of the tree over the rows. */
export const accessRoot = (rows: readonly AccessRow[]): Buffer => rootOf(accessLeaves(rows));

const MEMBERS = 'at case fields officer purpose row v';

/**
 * Reads what {@link accessRowsOctets} printed.
 *
 * @throws NotCanonical if the octets are no list of rows.
 */
export function readAccessRows(octets: Uint8Array): AccessRow[] {
  const list = readCanonicalJson(octets);
  if (!Array.isArray(list)) throw new NotCanonical('not a list of rows');
  return list.map((value: object, i) => {
    const isRow =
      Object.keys(value).toSorted().join(' ') === MEMBERS && (value as { v: unknown }).v === 1;
    if (!isRow) throw new NotCanonical('not a row of the access table', `[${i}]`);
    return value as AccessRow;
  });
}

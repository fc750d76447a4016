import type { SideFigures } from '../../domain/reconciliation/equation.ts';

/** The times that queries count by. */
export interface CountingTimes {
  readonly dayFrom: Date;
  readonly dayTo: Date;
  /** Up to here both sides have to agree on what passes between them. */
  readonly until: Date;
  readonly asOf: Date;
}

/** Answers one query. */
export interface Counting {
  query(
    text: string,
    values: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}

/** Ids that a query names at most: a person looks at the first of them. */
export const NAMED_MAX = 20;

/** An entry as JSON, and its data. */
export const ENTRY = `convert_from(octets, 'UTF8')::jsonb`;
export const DATA = `${ENTRY} -> 'data'`;

const TIMES = `with t as materialized (select $1::timestamptz as day_from, $2::timestamptz as day_to,
  $3::timestamptz as until, $4::timestamptz as as_of)`;

/**
 * Counts by one query. Its text goes on after a `with` clause whose one row `t` holds the times; each
 * column is a figure, a list of ids where it is an array.
 */
export async function countBy(
  counting: Counting,
  text: string,
  { dayFrom, dayTo, until, asOf }: CountingTimes,
): Promise<SideFigures> {
  const { rows } = await counting.query(`${TIMES} ${text}`, [dayFrom, dayTo, until, asOf]);
  const [row] = rows;
  if (!row) throw new Error('a count has one row');
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, figureOf(name, value)]),
  );
}

function figureOf(name: string, value: unknown): number | readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  // PostgreSQL gives whole numbers of 64 bits and more as text.
  const number = Number(value);
  if (value === null || !Number.isSafeInteger(number))
    throw new Error(`${name} is no whole number`);
  return number;
}

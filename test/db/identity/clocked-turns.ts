import type { OfficeDatabase } from '../../../db/office-database.ts';

interface Named {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

const isOfTurns = (query: unknown): query is Named =>
  typeof query === 'object' &&
  query !== null &&
  'text' in query &&
  String(query.text).includes('jlis_turns');

/** Has the statements on turns of a database take another clock for the server's; the rest is as it is. */
export function clockTurns({ $client }: OfficeDatabase, clock: { readonly ms: number }): void {
  const query = $client.query.bind($client) as (...args: unknown[]) => unknown;
  const clocked = (first: unknown, ...more: unknown[]): unknown => {
    if (!isOfTurns(first)) return query(first, ...more);
    const now = `to_timestamp(${clock.ms / 1000})`;
    return query({ text: first.text.replaceAll('clock_timestamp()', now), values: first.values });
  };
  $client.query = clocked as typeof $client.query;
}

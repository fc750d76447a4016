import type { OfficeDatabase } from '../office-database.ts';

/** One row: workers wait for its lock no longer than for one statement. */
const TAKE_TURN = `
insert into jlis_turns as t (id, next_at) values (1, $1::timestamptz + $2 * interval '1 millisecond')
on conflict (id) do update
  set next_at = greatest(t.next_at, $1::timestamptz) + $2 * interval '1 millisecond'
returning next_at - $2 * interval '1 millisecond' as "turnAt"`;

/**
 * Takes the next turn to ask J-LIS, at a distance (milliseconds) from the one before, whoever took that.
 * A turn is taken whether it is used or not: what is lost is a moment of the contract's rate.
 *
 * @returns the instant of the turn, `now` or later.
 */
export async function takeJlisTurn(
  { $client }: OfficeDatabase,
  { now, distanceMs }: { readonly now: Date; readonly distanceMs: number },
): Promise<Date> {
  const { rows } = await $client.query<{ turnAt: Date }>({
    name: 'take-jlis-turn',
    text: TAKE_TURN,
    values: [now, distanceMs],
  });
  if (!rows[0]) throw new Error('no turn was taken');
  return rows[0].turnAt;
}

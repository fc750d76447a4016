import type { QuestionDistances } from '../../domain/governance/jlis-service.ts';
import type { OfficeDatabase } from '../office-database.ts';

/**
 * The database's clock is the only one that turns are given and judged by: that of one worker may be an
 * hour ahead. One row: workers wait for its lock no longer than for one statement.
 */
const TAKE_TURN = `
insert into jlis_turns as t (id, next_at)
values (1, clock_timestamp() + $1 * interval '1 millisecond')
on conflict (id) do update
  set next_at = greatest(t.next_at, clock_timestamp()) + $1 * interval '1 millisecond'
returning next_at - $1 * interval '1 millisecond' as "turnAt"`;

/**
 * Of several workers at once one is let through: the others find its question when they get the lock. The
 * row is missing only in a database that was restored from before the first turn.
 */
const USE_TURN = `
insert into jlis_turns as t (id, next_at, asked_at, asked_turn)
values (1, clock_timestamp(), clock_timestamp(), $1::timestamptz)
on conflict (id) do update set asked_at = clock_timestamp(), asked_turn = $1::timestamptz
  where $1::timestamptz <= clock_timestamp()
    and coalesce(t.asked_at + $2 * interval '1 millisecond' <= clock_timestamp(), true)
returning id`;

/**
 * A case whose turn has come while others are asked comes back in the order of turns: as much later than
 * the newest question as its turn is, up to a bound. A single late case so holds up nobody for long.
 */
const WAIT_FOR_TURN = `
select ceil(1000 * extract(epoch from greatest($1::timestamptz,
  asked_at + $2 * interval '1 millisecond' + least($4 * interval '1 millisecond',
    greatest(interval '0', $1::timestamptz - asked_turn - $3 * interval '1 millisecond'))
) - clock_timestamp()))::float8 as "waitMs"
from jlis_turns where id = 1`;

/** The longest that a case is sent behind others which are late. */
const BEHIND_MAX_MS = 5 * 60_000;

/**
 * Takes the next turn to ask J-LIS, at a distance from the one before, whoever took that. The turn of a
 * case that ends before it is lost: a moment of the contract's rate.
 *
 * @returns the instant of the turn by the database's clock.
 */
export async function takeJlisTurn(
  { $client }: OfficeDatabase,
  { turnMs }: QuestionDistances,
): Promise<Date> {
  const { rows } = await $client.query<{ turnAt: Date }>({
    name: 'take-jlis-turn',
    text: TAKE_TURN,
    values: [turnMs],
  });
  if (!rows[0]) throw new Error('no turn was taken');
  return rows[0].turnAt;
}

/**
 * Uses a turn that has come, however long ago: lets one question through if the one before, of any worker,
 * is far enough away. Each question needs a call of its own. A crash after it loses a moment of the rate.
 *
 * @returns 0 if the question may be sent now, else milliseconds after which to come back.
 */
export async function useJlisTurn(
  { $client }: OfficeDatabase,
  turnAt: Date,
  { questionMs, turnMs }: QuestionDistances,
): Promise<number> {
  const used = await $client.query({
    name: 'use-jlis-turn',
    text: USE_TURN,
    values: [turnAt, questionMs],
  });
  if (used.rowCount === 1) return 0;
  const { rows } = await $client.query<{ waitMs: number }>({
    name: 'wait-for-jlis-turn',
    text: WAIT_FOR_TURN,
    values: [turnAt, questionMs, turnMs, BEHIND_MAX_MS],
  });
  return Math.max(1, rows[0]?.waitMs ?? 1);
}

import type { Span } from '../../domain/inspection/night.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** What the machine does with an application. */
export const NIGHT_KINDS = ['approved', 'toPeople', 'returned', 'waiting'] as const;

/** One of {@link NIGHT_KINDS}. */
export type NightKind = (typeof NIGHT_KINDS)[number];

/** How many applications of a stretch came to one end in one of its hours, counted from its beginning. */
export interface NightCount {
  /** Place of the stretch among those asked for. */
  readonly span: number;
  readonly hour: number;
  readonly kind: NightKind;
  readonly count: number;
}

/**
 * Approvals of the machine, and of every other case the last evaluation of the stretch, from indexes alone. What it reads
 * is what happened in those hours, however many cases there are.
 */
const COUNTS = `
with w as (
  select * from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality s(from_at, until_at, n)
), found as (
  select w.n, w.from_at, d.at, 'approved' as kind
  from w join decisions d on d.at >= w.from_at and d.at < w.until_at
  where d.decider = 'ruleSet' and d.outcome = 'approved'
  union all
  select n, from_at, at, case outcome when 'waits' then 'waiting' when 'refers' then 'toPeople'
    else case next when 'return' then 'returned' else 'toPeople' end end
  from (
    select distinct on (w.n, e.case_id) w.n, w.from_at, e.at, e.outcome, e.next
    from w join evaluations e on e.at >= w.from_at and e.at < w.until_at
    order by w.n, e.case_id, e.at desc) last
  where outcome <> 'holds'
)
select n::int - 1 as span, floor(extract(epoch from at - from_at) / 3600)::int as hour, kind,
  count(*)::int as count
from found group by 1, 2, 3 order by 1, 2, 3`;

/** Counts what the machine did in some stretches of time. */
export async function countNights(
  { $client }: OfficeDatabase,
  spans: readonly Span[],
): Promise<NightCount[]> {
  const { rows } = await $client.query<NightCount>({
    name: 'console_night_counts',
    text: COUNTS,
    values: [spans.map(({ from }) => from), spans.map(({ until }) => until)],
  });
  return rows;
}

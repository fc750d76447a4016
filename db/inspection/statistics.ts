import type { Span } from '../../domain/inspection/night.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** How many open cases are in a state for as long. */
export interface AgedCases {
  readonly state: string;
  /** Place among the limits that were asked for; one more where it is longer than all of them. */
  readonly bucket: number;
  readonly count: number;
}

/** 諾否 of one hour or week, by who decided. */
export interface DecisionCount {
  /** Place of the stretch among those asked for. */
  readonly span: number;
  /** Hours from its beginning; 0 where they are not told apart. */
  readonly hour: number;
  readonly decider: 'ruleSet' | 'officer';
  readonly outcome: 'approved' | 'rejected';
  readonly count: number;
}

/** Reads the open cases, and no other, once. Values: the present, and the limits in seconds, ascending. */
const AGES = `
select state, width_bucket(extract(epoch from $1::timestamptz - changed_at), $2::numeric[]) as bucket,
  count(*)::int as count
from certificate_applications where closed_at is null group by 1, 2 order by 1, 2`;

/** Reads the index of decisions from one instant to another; $3 says whether hours are told apart. */
const DECISIONS = `
with w as (
  select * from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality s(from_at, until_at, n)
)
select n::int - 1 as span,
  case when $3::boolean then floor(extract(epoch from at - from_at) / 3600)::int else 0 end as hour,
  decider, outcome, count(*)::int as count
from w join decisions d on d.at >= w.from_at and d.at < w.until_at
group by 1, 2, 3, 4 order by 1, 2, 3, 4`;

/** Counts for the statistics: of no case and no person in particular. */
export function prepareStatistics({ $client }: OfficeDatabase) {
  return {
    /** Open cases by state and by how long they are in it, in seconds up to each limit. */
    async ages(now: Date, limits: readonly number[]): Promise<AgedCases[]> {
      const { rows } = await $client.query<AgedCases>({
        name: 'console_statistics_ages',
        text: AGES,
        values: [now, limits],
      });
      return rows;
    },

    /** Decisions in some stretches of time, by the hour where that is asked for; voided ones as well. */
    async decisions(spans: readonly Span[], byHour: boolean): Promise<DecisionCount[]> {
      const { rows } = await $client.query<DecisionCount>({
        name: 'console_statistics_decisions',
        text: DECISIONS,
        values: [spans.map(({ from }) => from), spans.map(({ until }) => until), byHour],
      });
      return rows;
    },
  };
}

/** Statistics as the console asks for them. */
export type Statistics = ReturnType<typeof prepareStatistics>;

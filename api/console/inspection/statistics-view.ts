import type { AgedCases, DecisionCount } from '../../../db/inspection/statistics.ts';
import {
  addDays,
  DAY_MS,
  japanDate,
  startOfJapanDay,
  weekday,
} from '../../../domain/governance/calendar.ts';
import type { Span } from '../../../domain/inspection/night.ts';
import { clockOf, isoOf } from '../clock.ts';
import type { Bar, Series } from '../components/stacked-bars.tsx';
import { same, type Said } from '../words/said.ts';
import { statistics as words } from '../words/statistics.ts';

/** One chart: its finding in words, its bars, and a code by which a file names it. */
export interface Figure {
  readonly code: 'queueAge' | 'decisionsByHour' | 'deciders' | 'referredCases';
  readonly name: Said;
  readonly found: Said;
  readonly sub: Said;
  readonly note?: Said;
  readonly series: readonly (Series & { readonly code: string })[];
  readonly bars: readonly (Bar & { readonly code: string })[];
}

/** What the figures are made of. */
export interface StatisticsFacts {
  readonly ages: readonly AgedCases[];
  /** The last 24 hours and the same a week before, by the hour. */
  readonly hours: { readonly spans: readonly Span[]; readonly counts: readonly DecisionCount[] };
  /** Weeks in Japan, Monday first, the oldest at the head. */
  readonly weeks: { readonly spans: readonly Span[]; readonly counts: readonly DecisionCount[] };
}

const HOUR_MS = 3_600_000;

const AGE_BUCKETS = [
  ['hour', 1],
  ['hours4', 4],
  ['day', 24],
  ['days3', 72],
  ['days7', 168],
] as const;

/** Limits of the ages, in seconds. */
export const AGE_LIMITS = AGE_BUCKETS.map(([, hours]) => hours * 3600);

const BUCKETS = [...AGE_BUCKETS.map(([code]) => code), 'older'] as const;

const GROUP_OF_STATE: Readonly<Record<string, 'people' | 'outside'>> = {
  review: 'people',
  approved: 'people',
  waiting: 'outside',
  returned: 'outside',
  keyDelivery: 'outside',
  inquiring: 'outside',
};

const dayUntil = (end: number): Span => ({ from: new Date(end - DAY_MS), until: new Date(end) });

/** 24 hours that end with the one that runs, and the same a week before. */
export function hourSpans(now: Date): Span[] {
  const until = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
  return [dayUntil(until), dayUntil(until - 7 * DAY_MS)];
}

/** So many weeks from Monday to Monday in Japan, the one that runs last. */
export function weekSpans(now: Date, count: number): Span[] {
  const today = japanDate(now.getTime());
  const monday = addDays(today, -((weekday(today) + 6) % 7));
  return Array.from({ length: count }, (_, index) => {
    const first = addDays(monday, (index - count + 1) * 7);
    return {
      from: new Date(startOfJapanDay(first)),
      until: new Date(startOfJapanDay(addDays(first, 7))),
    };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(0)}%`;

const columns = (figure: Pick<Figure, 'bars'>, index: number): number =>
  sum(figure.bars.map(({ values }) => values[index] ?? 0));

function queueAge(ages: readonly AgedCases[]): Figure {
  const groups = ['people', 'outside', 'machine'] as const;
  const looks = ['s1', 's3', 's4'] as const;
  const countOf = (group: string, bucket: number): number =>
    sum(
      ages
        .filter((aged) => (GROUP_OF_STATE[aged.state] ?? 'machine') === group)
        .filter((aged) => aged.bucket === bucket)
        .map(({ count }) => count),
    );
  const bars = BUCKETS.map((code, bucket) => ({
    code,
    label: words.age.buckets[code],
    values: groups.map((group) => countOf(group, bucket)),
  }));
  const all = columns({ bars }, 0);
  const young = sum(bars.slice(0, 3).map(({ values }) => values[0] ?? 0));
  return {
    code: 'queueAge',
    name: words.age.name,
    found: all === 0 ? words.age.foundNone : words.age.found(percent(young, all)),
    sub: words.age.sub(sum(ages.map(({ count }) => count)).toLocaleString('en-US')),
    series: groups.map((code, index) => ({
      code,
      look: looks[index] ?? 's1',
      name: words.age.groups[code],
    })),
    bars,
  };
}

const DECIDERS = [
  { code: 'ruleSet', look: 's1', name: words.hours.machine },
  { code: 'officer', look: 's3', name: words.hours.people },
] as const;

interface Cell {
  readonly span: number;
  readonly hour?: number;
  readonly decider?: string;
  readonly outcome?: string;
}

const countOf = (counts: readonly DecisionCount[], cell: Cell): number =>
  sum(
    counts
      .filter((each) =>
        Object.entries(cell).every(([key, value]) => each[key as keyof Cell] === value),
      )
      .map(({ count }) => count),
  );

const byDecider = (counts: readonly DecisionCount[], cell: Cell): number[] =>
  DECIDERS.map(({ code }) => countOf(counts, { ...cell, decider: code }));

function decisionsByHour({ spans, counts }: StatisticsFacts['hours']): Figure {
  const from = spans[0]?.from.getTime() ?? 0;
  const bars = Array.from({ length: 24 }, (_, hour) => {
    const at = new Date(from + hour * HOUR_MS);
    return {
      code: isoOf(at),
      label: same(clockOf(at)),
      values: byDecider(counts, { span: 0, hour }),
      ghost: countOf(counts, { span: 1, hour }),
    };
  });
  const [machine, people] = [columns({ bars }, 0), columns({ bars }, 1)];
  const all = machine + people;
  const found = words.hours.found(all.toLocaleString('en-US'), percent(machine, all));
  return {
    code: 'decisionsByHour',
    name: words.hours.name,
    found: all === 0 ? words.hours.foundNone : found,
    sub: words.hours.sub,
    series: DECIDERS,
    bars,
  };
}

const dayCode = (at: Date): string => isoOf(at).slice(0, 10);

const weekBars = (
  { spans }: StatisticsFacts['weeks'],
  valuesOf: (span: number) => number[],
): Figure['bars'] =>
  spans.map(({ from }, span) => ({
    code: dayCode(from),
    label: words.overturn.week(dayCode(from).slice(5)),
    values: valuesOf(span),
  }));

function deciders(weeks: StatisticsFacts['weeks']): Figure {
  const bars = weekBars(weeks, (span) => byDecider(weeks.counts, { span }));
  const machine = columns({ bars }, 0);
  const all = machine + columns({ bars }, 1);
  return {
    code: 'deciders',
    name: words.who.name,
    found: all === 0 ? words.who.foundNone : words.who.found(percent(machine, all)),
    sub: words.who.sub,
    series: DECIDERS,
    bars,
  };
}

function referredCases(weeks: StatisticsFacts['weeks']): Figure {
  const outcomes = ['approved', 'rejected'] as const;
  const looks = ['s1', 's4'] as const;
  const bars = weekBars(weeks, (span) =>
    outcomes.map((outcome) => countOf(weeks.counts, { span, decider: 'officer', outcome })),
  );
  const approved = columns({ bars }, 0);
  const all = approved + columns({ bars }, 1);
  return {
    code: 'referredCases',
    name: words.overturn.name,
    found: all === 0 ? words.overturn.foundNone : words.overturn.found(percent(approved, all)),
    sub: words.overturn.sub,
    note: words.overturn.voided,
    series: outcomes.map((code, index) => ({
      code,
      look: looks[index] ?? 's1',
      name: words.overturn[code],
    })),
    bars,
  };
}

/** The charts of the statistics, each with its finding. */
export const figuresOf = ({ ages, hours, weeks }: StatisticsFacts): Figure[] => [
  queueAge(ages),
  decisionsByHour(hours),
  deciders(weeks),
  referredCases(weeks),
];

/** The same as a file (RFC 4180): one number a line, named by codes that do not change. */
export function csvOf(figures: readonly Figure[]): string {
  const lines = figures.flatMap(({ code, series, bars }) =>
    bars.flatMap((bar) => [
      ...series.map((each, index) => [code, bar.code, each.code, bar.values[index] ?? 0]),
      ...(bar.ghost === undefined ? [] : [[code, bar.code, 'weekBefore', bar.ghost]]),
    ]),
  );
  return [['figure', 'group', 'series', 'count'], ...lines]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}

import {
  NIGHT_KINDS,
  type NightCount,
  type NightKind,
} from '../../../db/inspection/night-counts.ts';
import type { Span } from '../../../domain/inspection/night.ts';

/** How many ended in one way tonight, a week ago, and on the same nights on average. */
export interface Tally {
  readonly kind: NightKind;
  readonly count: number;
  readonly lastWeek: number;
  readonly mean: number;
}

/** One hour of the night. */
export interface NightHour {
  readonly at: Date;
  readonly counts: Readonly<Record<NightKind, number>>;
  /** All of the same hour a week ago. */
  readonly lastWeek: number;
}

/** The night as the morning check shows it. */
export interface NightView {
  readonly span: Span;
  readonly tallies: readonly Tally[];
  /** Weeks that tonight is compared with: those in which the office received anything before. */
  readonly weeks: number;
  readonly hours: readonly NightHour[];
  readonly total: number;
  /** Of what came to an end, the part that the machine approved; undefined of nothing. */
  readonly share: number | undefined;
  readonly meanShare: number | undefined;
}

const HOUR_MS = 3_600_000;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const countOf = (counts: readonly NightCount[], kind?: NightKind): number =>
  sum(counts.filter((each) => kind === undefined || each.kind === kind).map(({ count }) => count));

const shareOf = (counts: readonly NightCount[]): number | undefined => {
  const all = countOf(counts);
  return all === 0 ? undefined : countOf(counts, 'approved') / all;
};

/**
 * The night beside those of the weeks before: `counts` of span 0 is tonight, of 1 a week ago and so on.
 *
 * @param weeks how many of them there were cases in; a mean over nights before the office opened would mislead.
 */
export function nightView(span: Span, counts: readonly NightCount[], weeks: number): NightView {
  const of = (wanted: number) => counts.filter((each) => each.span === wanted);
  const tonight = of(0);
  const before = counts.filter((each) => each.span >= 1 && each.span <= weeks);
  const hours = Math.ceil((span.until.getTime() - span.from.getTime()) / HOUR_MS);
  return {
    span,
    weeks,
    tallies: NIGHT_KINDS.map((kind) => ({
      kind,
      count: countOf(tonight, kind),
      lastWeek: countOf(of(1), kind),
      mean: weeks === 0 ? 0 : countOf(before, kind) / weeks,
    })),
    hours: Array.from({ length: hours }, (_, hour) => ({
      at: new Date(span.from.getTime() + hour * HOUR_MS),
      counts: Object.fromEntries(
        NIGHT_KINDS.map((kind) => [
          kind,
          countOf(
            tonight.filter((each) => each.hour === hour),
            kind,
          ),
        ]),
      ) as Record<NightKind, number>,
      lastWeek: countOf(of(1).filter((each) => each.hour === hour)),
    })),
    total: countOf(tonight),
    share: shareOf(tonight),
    meanShare: shareOf(before),
  };
}

import {
  addDays,
  japanDate,
  printDate,
  readDate,
  startOfJapanDay,
  type EpochMs,
} from '../governance/calendar.ts';

/** A day in Japan that is reconciled. */
export interface ReconciledDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly from: EpochMs;
  /** Where the next day begins. */
  readonly to: EpochMs;
}

/** Reads a day; undefined for anything that is none. */
export function reconciledDay(day: string): ReconciledDay | undefined {
  const date = readDate(day);
  if (!date) return undefined;
  return { day, from: startOfJapanDay(date), to: startOfJapanDay(addDays(date, 1)) };
}

/** The day before the one in Japan at an instant. */
export const dayBefore = (now: EpochMs): string => printDate(addDays(japanDate(now), -1));

/** What happened within this time is on its way from one side to the other. */
const SETTLED_AFTER_MS = 5 * 60_000;

/**
 * Instant up to which both sides have to agree on what passes between them: the end of the day, once that
 * is past.
 */
export const settledUntil = ({ to }: ReconciledDay, now: EpochMs): EpochMs =>
  Math.min(to, now - SETTLED_AFTER_MS);

/** Minutes after midnight in Japan by which the night's run has begun. */
const DUE_MINUTES = 45;

/** Whether the day before should have been reconciled by an instant. */
export const isDueNow = (now: EpochMs): boolean =>
  now - startOfJapanDay(japanDate(now)) >= DUE_MINUTES * 60_000;

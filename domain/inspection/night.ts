import {
  addDays,
  DAY_MS,
  japanDate,
  startOfJapanDay,
  type EpochMs,
} from '../governance/calendar.ts';
import { isBusinessDay, type HolidayTable } from '../governance/business-days.ts';

/** A stretch of time; its end is not part of it. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** When the office closes, in hours after midnight in Japan. Policy; the law names none. */
const CLOSES_HOUR = 17;

const HOUR_MS = 3_600_000;

/** How many weeks a night is compared with. */
export const WEEKS_COMPARED = 4;

/** Since the office last closed: from 17:00 of the business day before the one in Japan now. */
export function nightBefore(now: Date, holidays: HolidayTable): Span {
  let date = addDays(japanDate(now.getTime()), -1);
  while (!isBusinessDay(date, holidays)) date = addDays(date, -1);
  return { from: new Date(startOfJapanDay(date) + CLOSES_HOUR * HOUR_MS), until: now };
}

const earlier = (at: Date, ms: EpochMs): Date => new Date(at.getTime() - ms);

/** The same stretch of the weeks before, the last week first. */
export const sameInWeeksBefore = ({ from, until }: Span, weeks: number): Span[] =>
  Array.from({ length: weeks }, (_, index) => {
    const ms = (index + 1) * 7 * DAY_MS;
    return { from: earlier(from, ms), until: earlier(until, ms) };
  });

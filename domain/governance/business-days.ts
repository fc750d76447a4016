import {
  addDays,
  addMonths,
  dateOfDay,
  dayNumber,
  japanDate,
  printDate,
  startOfJapanDay,
  weekday,
} from './calendar.ts';
import type { CivilDate, EpochMs } from './calendar.ts';
import type { Period } from './policy.ts';

/**
 * 国民の祝日 as announced, by date.
 *
 * A year that is not announced yet has none here, so a deadline in it comes early: an alarm too
 * soon does less harm than one too late.
 */
export type HolidayTable = readonly string[];

/** 国民の祝日 of 2026 and 2027 (国民の祝日に関する法律2条、3条). */
export const announcedHolidays: HolidayTable = [
  '2026-01-01 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 2026-05-03 2026-05-04',
  '2026-05-05 2026-05-06 2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12',
  '2026-11-03 2026-11-23',
  '2027-01-01 2027-01-11 2027-02-11 2027-02-23 2027-03-21 2027-03-22 2027-04-29 2027-05-03',
  '2027-05-04 2027-05-05 2027-07-19 2027-08-11 2027-09-20 2027-09-23 2027-10-11 2027-11-03',
  '2027-11-23',
].flatMap((line) => line.split(' '));

/**
 * Tells whether the office works on a date: no weekend, no holiday, and none of the days from 29
 * December to 3 January.
 */
export function isBusinessDay(date: CivilDate, holidays: HolidayTable): boolean {
  const day = weekday(date);
  const isYearEnd = (date.month === 12 && date.day >= 29) || (date.month === 1 && date.day <= 3);
  return day !== 0 && day !== 6 && !isYearEnd && !holidays.includes(printDate(date));
}

/** Returns the date so many business days after another, which does not count itself. */
export function addBusinessDays(date: CivilDate, count: number, holidays: HolidayTable): CivilDate {
  let day = dayNumber(date);
  for (let counted = 0; counted < count;) {
    day += 1;
    if (isBusinessDay(dateOfDay(day), holidays)) counted += 1;
  }
  return dateOfDay(day);
}

/**
 * Returns the instant from which a period is over.
 *
 * Minutes and hours run from the instant itself; days and months leave out the day they begin on
 * and end with the end of their last day in Japan (民法139条から143条).
 */
export function deadlineAfter(
  start: EpochMs,
  { count, unit }: Period,
  holidays: HolidayTable,
): EpochMs {
  if (unit === 'minutes') return start + count * 60_000;
  if (unit === 'hours') return start + count * 3_600_000;
  const first = japanDate(start);
  if (unit === 'days') return startOfJapanDay(addDays(first, count + 1));
  const last =
    unit === 'months' ? addMonths(first, count) : addBusinessDays(first, count, holidays);
  return startOfJapanDay(addDays(last, 1));
}

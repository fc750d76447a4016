import type { HolidayTable } from './business-days.ts';
import { addDays, type CivilDate, printDate, weekday } from './calendar.ts';

/**
 * Days that are or may be 国民の祝日 in any year: fixed dates (法2条), the equinoxes on each day they can
 * fall on, and what lies between or after several of them (法3条2項、3項).
 */
const POSSIBLE_DAYS: ReadonlySet<string> = new Set(
  [
    '01-01 02-11 02-23 03-19 03-20 03-21 03-22 04-29 05-03 05-04 05-05 05-06',
    '08-11 09-21 09-22 09-23 09-24 11-03 11-23',
  ].flatMap((line) => line.split(' ')),
);

/** Second Mondays of January and October, third ones of July and September (法2条): month and first day. */
const MONDAYS = [
  { month: 1, from: 8 },
  { month: 7, from: 15 },
  { month: 9, from: 15 },
  { month: 10, from: 8 },
] as const;

const MONDAY = 1;

const isPossibleDay = (date: CivilDate): boolean => POSSIBLE_DAYS.has(printDate(date).slice(5));

function mayBeHoliday(date: CivilDate): boolean {
  if (isPossibleDay(date)) return true;
  if (weekday(date) !== MONDAY) return false;
  // A holiday on a Sunday gives the Monday after it (法3条2項).
  if (isPossibleDay(addDays(date, -1))) return true;
  return MONDAYS.some(
    ({ month, from }) => date.month === month && date.day >= from && date.day < from + 7,
  );
}

/**
 * Tells whether a date lies in a year that has no announced holidays and may become one by
 * 国民の祝日に関する法律 as it stands. Holidays of a later law are unknown here until they are announced.
 */
export function mayBeUnannouncedHoliday(date: CivilDate, announced: HolidayTable): boolean {
  const year = printDate(date).slice(0, 5);
  return !announced.some((day) => day.startsWith(year)) && mayBeHoliday(date);
}

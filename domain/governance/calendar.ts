/** An instant as whole milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** A day of the Gregorian calendar; months count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** One day in milliseconds; Japan has no daylight saving time, so every day is this long. */
export const DAY_MS = 86_400_000;

/** Japan Standard Time is nine hours ahead of UTC (標準時ニ関スル件). */
export const JST_OFFSET_MS = 32_400_000;

const digits = (value: number, length: number) => String(value).padStart(length, '0');

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Tells whether a year of the Gregorian calendar has 29 February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Returns how many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Reads `YYYY-MM-DD`, a day that the calendar has; otherwise returns undefined. */
export function readDate(text: string): CivilDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  const isDay = year >= 1 && day >= 1 && day <= daysInMonth(year, month);
  return isDay ? { year, month, day } : undefined;
}

/** Prints a date as `YYYY-MM-DD`. */
export function printDate({ year, month, day }: CivilDate): string {
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** Counts the days from 1970-01-01 to a date; years start in March, so a leap day comes last. */
export function dayNumber({ year, month, day }: CivilDate): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

/** Returns the date that lies so many days after 1970-01-01; undoes {@link dayNumber}. */
export function dateOfDay(number: number): CivilDate {
  const fromMarchYearZero = number + 719_468;
  const era = Math.floor(fromMarchYearZero / 146_097);
  const dayOfEra = fromMarchYearZero - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** Adds days to a date. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOfDay(dayNumber(date) + days);
}

/** Adds months to a date; a day that the month lacks becomes its last day (民法143条2項). */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const count = date.year * 12 + (date.month - 1) + months;
  const year = Math.floor(count / 12);
  const month = (count % 12) + 1;
  return { year, month, day: Math.min(date.day, daysInMonth(year, month)) };
}

/** Returns the date in Japan at an instant. */
export function japanDate(instant: EpochMs): CivilDate {
  return dateOfDay(Math.floor((instant + JST_OFFSET_MS) / DAY_MS));
}

/** Returns the instant at which a date begins in Japan. */
export function startOfJapanDay(date: CivilDate): EpochMs {
  return dayNumber(date) * DAY_MS - JST_OFFSET_MS;
}

/** Returns the day of the week of a date, 0 = Sunday. */
export function weekday(date: CivilDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

/** Reads `YYYY-MM-DDThh:mm:ss+09:00`; returns undefined for anything else. */
export function readJapanTime(text: string): EpochMs | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})\+09:00$/.exec(text);
  const date = readDate(parts?.[1] ?? '');
  if (parts === null || date === undefined) return undefined;
  const [hour, minute, second] = parts.slice(2).map(Number) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return startOfJapanDay(date) + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Prints an instant, cut to the second, as `YYYY-MM-DDThh:mm:ss+09:00`. */
export function printJapanTime(instant: EpochMs): string {
  const date = japanDate(instant);
  const seconds = Math.floor((instant - startOfJapanDay(date)) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = [hours, minutes, seconds % 60].map((part) => digits(part, 2)).join(':');
  return `${printDate(date)}T${clock}+09:00`;
}

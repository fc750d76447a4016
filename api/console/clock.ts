import {
  DAY_MS,
  dayNumber,
  japanDate,
  printDate,
  printJapanTime,
  weekday,
  type CivilDate,
} from '../../domain/governance/calendar.ts';
import type { Said } from './words/said.ts';
import { times } from './words/times.ts';

/** `YYYY-MM-DDThh:mm:ss+09:00`, as `time` elements carry it. */
export const isoOf = (at: Date): string => printJapanTime(at.getTime());

/** `2026-11-24 08:42`. */
export const minuteOf = (at: Date): string => isoOf(at).slice(0, 16).replace('T', ' ');

/** `2026-11-24 08:42:07`, for evidence and books. */
export const secondOf = (at: Date): string => isoOf(at).slice(0, 19).replace('T', ' ');

/** `08:42`. */
export const clockOf = (at: Date): string => isoOf(at).slice(11, 16);

const civil = (at: Date): CivilDate => japanDate(at.getTime());

/** Days from the Japanese day of one instant to that of another. */
export const daysBetween = (from: Date, to: Date): number =>
  dayNumber(civil(to)) - dayNumber(civil(from));

/** `11-24(火)`; with the year where it is not that of `now`. */
export function dayOf(at: Date, now: Date): Said {
  const date = civil(at);
  const isThisYear = date.year === civil(now).year;
  const day = isThisYear ? printDate(date).slice(5) : printDate(date);
  const of = weekday(date);
  return {
    ja: `${day}(${times.weekdays.ja[of]})`,
    en: `${day} (${times.weekdays.en[of]})`,
  };
}

/** `11-24(火) 17:00`. */
export function dayAndTimeOf(at: Date, now: Date): Said {
  const day = dayOf(at, now);
  const clock = clockOf(at);
  return { ja: `${day.ja} ${clock}`, en: `${day.en} ${clock}` };
}

/** A deadline in words: what ends with a day ends at its 24:00, not at 00:00 of the next. */
export function dueTimeOf(at: Date, now: Date): Said {
  if (clockOf(at) !== '00:00') return dayAndTimeOf(at, now);
  const day = dayOf(new Date(at.getTime() - 1), now);
  return { ja: `${day.ja} 24:00`, en: `${day.en} 24:00` };
}

/** Days until a deadline: 0 for one that ends with today. */
export const daysUntilDue = (now: Date, at: Date): number =>
  daysBetween(now, new Date(at.getTime() - 1));

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A length of time in the two largest units that matter. */
export function durationOf(ms: number): Said {
  const whole = Math.max(0, ms);
  if (whole >= 10 * DAY_MS) return times.days(Math.floor(whole / DAY_MS), 0);
  if (whole >= DAY_MS) {
    return times.days(Math.floor(whole / DAY_MS), Math.floor((whole % DAY_MS) / HOUR_MS));
  }
  if (whole >= HOUR_MS) {
    return times.hours(Math.floor(whole / HOUR_MS), Math.floor((whole % HOUR_MS) / MINUTE_MS));
  }
  return times.minutes(Math.floor(whole / MINUTE_MS));
}

const ERAS = [
  ['reiwa', '2019-05-01'],
  ['heisei', '1989-01-08'],
  ['showa', '1926-12-25'],
  ['taisho', '1912-07-30'],
  ['meiji', '1868-10-23'],
] as const;

/** The year of a day `YYYY-MM-DD` in its era (元号). */
export function eraYearOf(day: string): Said | undefined {
  const found = ERAS.find(([, first]) => day >= first);
  if (!found) return undefined;
  const [era, first] = found;
  return times.eras[era](Number(day.slice(0, 4)) - Number(first.slice(0, 4)) + 1);
}

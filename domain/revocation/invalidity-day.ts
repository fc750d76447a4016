import { dayNumber, japanDate, printDate, readDate } from '../governance/calendar.ts';

/**
 * Reads the day on which the danger arose (RFC 5280 §5.3.2), `YYYY-MM-DD` in Japan.
 *
 * @returns undefined for what is no day, and for one that is still to come
 */
export function readDay(typed: string, now: Date): string | undefined {
  const date = readDate(typed.normalize('NFKC').trim());
  if (!date || dayNumber(date) > dayNumber(japanDate(now.getTime()))) return undefined;
  return printDate(date);
}

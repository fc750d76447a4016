import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  announcedHolidays,
  deadlineAfter,
  isBusinessDay,
} from '../../../domain/governance/business-days.ts';
import {
  printDate,
  printJapanTime,
  readDate,
  readJapanTime,
} from '../../../domain/governance/calendar.ts';
import type { CivilDate } from '../../../domain/governance/calendar.ts';
import { defaultPolicy } from '../../../domain/governance/policy.ts';
import type { Period, PeriodId } from '../../../domain/governance/policy.ts';

const date = (text: string): CivilDate => {
  const read = readDate(text);
  if (read === undefined) throw new Error(text);
  return read;
};

const deadline = (start: string, period: Period) =>
  printJapanTime(deadlineAfter(readJapanTime(start) ?? 0, period, announcedHolidays));

describe('isBusinessDay', () => {
  it.each([
    ['2026-12-01', true],
    ['2026-12-05', false], // Saturday
    ['2026-12-06', false], // Sunday
    ['2026-11-23', false], // 勤労感謝の日
    ['2026-09-22', false], // 国民の休日
    ['2026-12-28', true],
    ['2026-12-29', false],
    ['2026-12-31', false],
    ['2027-01-01', false],
    ['2027-01-03', false],
    ['2027-01-04', true],
    ['2028-01-04', true],
  ])('%s: %s', (text, expected) => {
    expect(isBusinessDay(date(text), announcedHolidays)).toBe(expected);
  });

  it('holds a table of days of the calendar, in order and once', () => {
    expect(announcedHolidays.map((text) => printDate(date(text)))).toEqual(announcedHolidays);
    expect([...new Set(announcedHolidays)].toSorted()).toEqual(announcedHolidays);
  });
});

describe('addBusinessDays', () => {
  it.each([
    ['2026-12-01', 5, '2026-12-08'],
    ['2026-12-04', 1, '2026-12-07'],
    ['2026-12-28', 1, '2027-01-04'],
    ['2026-09-18', 2, '2026-09-25'],
    ['2026-12-05', 1, '2026-12-07'],
  ])('%s and %i is %s', (from, count, to) => {
    expect(printDate(addBusinessDays(date(from), count, announcedHolidays))).toBe(to);
  });
});

describe('deadlineAfter', () => {
  it.each<[string, Period, string]>([
    ['2026-12-01T09:30:00+09:00', { count: 60, unit: 'minutes' }, '2026-12-01T10:30:00+09:00'],
    ['2026-12-01T23:30:00+09:00', { count: 72, unit: 'hours' }, '2026-12-04T23:30:00+09:00'],
    ['2026-12-01T09:30:00+09:00', { count: 30, unit: 'days' }, '2027-01-01T00:00:00+09:00'],
    ['2026-12-01T00:30:00+09:00', { count: 1, unit: 'days' }, '2026-12-03T00:00:00+09:00'],
    ['2026-12-01T09:30:00+09:00', { count: 5, unit: 'businessDays' }, '2026-12-09T00:00:00+09:00'],
    ['2026-11-30T09:30:00+09:00', { count: 3, unit: 'months' }, '2027-03-01T00:00:00+09:00'],
  ])('from %s, %j ends at %s', (start, period, end) => {
    expect(deadline(start, period)).toBe(end);
  });

  it('gives every period of the policy an end that lies ahead', () => {
    const start = Date.UTC(2026, 11, 1);
    for (const id of Object.keys(defaultPolicy.periods) as PeriodId[]) {
      const end = deadlineAfter(start, defaultPolicy.periods[id], announcedHolidays);
      expect(end).toBeGreaterThan(start);
    }
    expect(defaultPolicy.values.receiptRequired).toBe(false);
  });
});

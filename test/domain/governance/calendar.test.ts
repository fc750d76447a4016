import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  dateOfDay,
  dayNumber,
  japanDate,
  printDate,
  printJapanTime,
  readDate,
  readJapanTime,
  startOfJapanDay,
  weekday,
} from '../../../domain/governance/calendar.ts';

const anyInstant = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });
const dateAt = (instant: number) => new Date(instant).toISOString().slice(0, 10);

const read = (text: string) => {
  const date = readDate(text);
  if (date === undefined) throw new Error(text);
  return date;
};

describe('readDate', () => {
  it.each(['2024-02-29', '2000-02-29', '1999-12-31', '0001-01-01'])('reads %s', (text) => {
    expect(printDate(read(text))).toBe(text);
  });

  it.each(['2023-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'])(
    'refuses %s',
    (text) => expect(readDate(text)).toBeUndefined(),
  );

  it.each(['0000-01-01', '2026-1-01', '２０２６-01-01', '2026-01-01\n', ''])('refuses %j', (text) =>
    expect(readDate(text)).toBeUndefined(),
  );
});

describe('dayNumber', () => {
  it('agrees with the calendar of the machine', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const date = read(dateAt(instant));
        expect(dayNumber(date)).toBe(Math.floor(instant / 86_400_000));
        expect(dateOfDay(dayNumber(date))).toEqual(date);
        expect(weekday(date)).toBe(new Date(instant).getUTCDay());
      }),
    );
  });
});

describe('addDays and addMonths', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-01', 58, '2031-10-01'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-12-15', 12, '2027-12-15'],
    ['2026-12-15', 0, '2026-12-15'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(printDate(addMonths(read(from), months))).toBe(to);
  });

  it('counts days over the end of a year', () => {
    expect(printDate(addDays(read('2026-12-30'), 3))).toBe('2027-01-02');
    expect(printDate(addDays(read('2024-03-01'), -1))).toBe('2024-02-29');
  });
});

describe('Japan time', () => {
  it('begins a day nine hours before UTC does', () => {
    expect(startOfJapanDay(read('2026-12-01'))).toBe(Date.UTC(2026, 10, 30, 15));
    expect(printDate(japanDate(Date.UTC(2026, 10, 30, 14, 59, 59, 999)))).toBe('2026-11-30');
    expect(printDate(japanDate(Date.UTC(2026, 10, 30, 15)))).toBe('2026-12-01');
  });

  it('prints what it reads', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const second = Math.floor(instant / 1000) * 1000;
        const text = printJapanTime(instant);
        expect(readJapanTime(text)).toBe(second);
        expect(Date.parse(text)).toBe(second);
      }),
    );
  });

  it.each(['2026-12-01T23:59:60+09:00', '2026-12-01T23:60:00+09:00', '2026-12-01T10:00:00Z'])(
    'refuses %s',
    (text) => expect(readJapanTime(text)).toBeUndefined(),
  );
});

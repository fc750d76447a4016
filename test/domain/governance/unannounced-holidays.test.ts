import { describe, expect, it } from 'vitest';
import { announcedHolidays } from '../../../domain/governance/business-days.ts';
import {
  addDays,
  type CivilDate,
  printDate,
  readDate,
} from '../../../domain/governance/calendar.ts';
import { mayBeUnannouncedHoliday } from '../../../domain/governance/unannounced-holidays.ts';

const date = (text: string): CivilDate => {
  const read = readDate(text);
  if (!read) throw new Error(text);
  return read;
};

describe('mayBeUnannouncedHoliday', () => {
  it('knows every holiday that was announced as one that was possible before', () => {
    for (const day of announcedHolidays) expect(mayBeUnannouncedHoliday(date(day), [])).toBe(true);
  });

  it('leaves a year alone whose holidays are announced', () => {
    for (let day = date('2026-01-01'); day.year < 2028; day = addDays(day, 1)) {
      expect(mayBeUnannouncedHoliday(day, announcedHolidays)).toBe(false);
    }
  });

  it('takes few days of a year for possible holidays', () => {
    const possible: string[] = [];
    for (let day = date('2028-01-01'); day.year < 2029; day = addDays(day, 1)) {
      if (mayBeUnannouncedHoliday(day, announcedHolidays)) possible.push(printDate(day));
    }
    expect(possible.length).toBeGreaterThan(16);
    expect(possible.length).toBeLessThan(30);
  });
});

import { describe, expect, it } from 'vitest';
import { announcedHolidays } from '../../../domain/governance/business-days.ts';
import { nightBefore, sameInWeeksBefore } from '../../../domain/inspection/night.ts';

const at = (text: string): Date => new Date(`${text}+09:00`);

describe('nightBefore', () => {
  it.each([
    ['a Wednesday', '2026-12-02T08:42:00', '2026-12-01T17:00:00'],
    ['an evening, which belongs to the day', '2026-12-02T20:00:00', '2026-12-01T17:00:00'],
    ['a Monday', '2026-11-30T08:42:00', '2026-11-27T17:00:00'],
    ['the day after a holiday on a Monday', '2026-11-24T08:42:00', '2026-11-20T17:00:00'],
    ['a Sunday', '2026-11-29T12:00:00', '2026-11-27T17:00:00'],
    ['the first business day of a year', '2027-01-04T09:00:00', '2026-12-28T17:00:00'],
  ])('on %s begins when the office last closed', (_, now, from) => {
    expect(nightBefore(at(now), announcedHolidays)).toEqual({ from: at(from), until: at(now) });
  });
});

describe('sameInWeeksBefore', () => {
  it('is as long on the same days of the weeks before, the last week first', () => {
    const span = { from: at('2026-12-01T17:00:00'), until: at('2026-12-02T08:42:00') };
    expect(sameInWeeksBefore(span, 2)).toEqual([
      { from: at('2026-11-24T17:00:00'), until: at('2026-11-25T08:42:00') },
      { from: at('2026-11-17T17:00:00'), until: at('2026-11-18T08:42:00') },
    ]);
  });
});

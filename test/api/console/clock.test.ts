import { describe, expect, it } from 'vitest';
import {
  clockOf,
  dayAndTimeOf,
  daysBetween,
  dueTimeOf,
  durationOf,
  eraYearOf,
  secondOf,
} from '../../../api/console/clock.ts';
import { attemptView, deadlineView } from '../../../api/console/components/deadline.tsx';

const NOW = new Date('2026-11-24T08:42:00+09:00');
const at = (text: string): Date => new Date(text);
const HOUR = 3_600_000;

describe('dayAndTimeOf', () => {
  it('shows the day of the week, and the year only where it is another', () => {
    expect(dayAndTimeOf(at('2026-11-24T17:00:00+09:00'), NOW)).toEqual({
      ja: '11-24(火) 17:00',
      en: '11-24 (Tue) 17:00',
    });
    expect(dayAndTimeOf(at('2027-01-04T09:00:00+09:00'), NOW).ja).toBe('2027-01-04(月) 09:00');
  });

  it('shows Japanese time whatever zone the instant was given in', () => {
    expect(clockOf(at('2026-11-23T23:42:00Z'))).toBe('08:42');
    expect(secondOf(at('2026-12-31T15:00:01Z'))).toBe('2027-01-01 00:00:01');
    expect(daysBetween(at('2026-11-24T14:59:00Z'), at('2026-11-24T15:01:00Z'))).toBe(1);
  });
});

describe('dueTimeOf', () => {
  it('calls the end of a day its 24:00', () => {
    expect(dueTimeOf(at('2026-11-25T00:00:00+09:00'), NOW).ja).toBe('11-24(火) 24:00');
    expect(dueTimeOf(at('2026-11-25T09:00:00+09:00'), NOW).ja).toBe('11-25(水) 09:00');
    expect(deadlineView(at('2026-11-25T00:00:00+09:00'), NOW).level).toBe('today');
  });
});

describe('durationOf', () => {
  it.each([
    [0, '0分'],
    [59 * 60_000, '59分'],
    [2 * HOUR + 18 * 60_000, '2時間18分'],
    [3 * HOUR, '3時間'],
    [32 * HOUR, '1日8時間'],
    [240 * HOUR + 60_000, '10日'],
  ])('says %i milliseconds as %s', (ms, ja) => {
    expect(durationOf(ms).ja).toBe(ja);
  });
});

describe('eraYearOf', () => {
  it.each([
    ['1984-03-09', '昭和59年'],
    ['1989-01-07', '昭和64年'],
    ['1989-01-08', '平成1年'],
    ['2019-04-30', '平成31年'],
    ['2019-05-01', '令和1年'],
  ])('knows the era of %s', (day, ja) => {
    expect(eraYearOf(day)?.ja).toBe(ja);
  });
});

describe('deadlineView', () => {
  it.each([
    ['2026-11-24T08:02:00+09:00', 'over', '40分 超過'],
    ['2026-11-24T11:00:00+09:00', 'today', '残り 2時間18分'],
    ['2026-11-25T17:00:00+09:00', 'later', '残り 1日8時間'],
  ])('shows a deadline at %s as %s', (instant, level, ja) => {
    expect(deadlineView(at(instant), NOW)).toMatchObject({ level, left: { ja } });
  });

  it('says since when the clock stands, and when the case lapses', () => {
    const view = deadlineView(
      at('2026-12-05T09:00:00+09:00'),
      NOW,
      at('2026-11-22T10:00:00+09:00'),
    );
    expect(view).toMatchObject({
      level: 'stopped',
      left: { ja: '停止 3日目' },
      instant: { ja: '12-05(土) に期限切れ' },
    });
  });
});

describe('attemptView', () => {
  it('never calls a query that is due overdue', () => {
    expect(attemptView(at('2026-11-24T08:40:00+09:00'), NOW)).toMatchObject({
      level: 'later',
      left: { ja: '確認中' },
    });
  });
});

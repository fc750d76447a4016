import { describe, expect, it } from 'vitest';
import { roundUp } from '../../../../api/console/components/chart-scale.ts';
import {
  csvOf,
  figuresOf,
  hourSpans,
  weekSpans,
  type StatisticsFacts,
} from '../../../../api/console/inspection/statistics-view.ts';
import type { DecisionCount } from '../../../../db/inspection/statistics.ts';
import { NOW } from '../fakes.ts';

/** Decisions of a stretch in an hour, that a decider made. */
const decided = (
  [span, hour]: readonly [number, number],
  decider: DecisionCount['decider'],
  count: number,
): DecisionCount => ({ span, hour, decider, outcome: 'approved', count });

const facts = (more: Partial<StatisticsFacts> = {}): StatisticsFacts => ({
  ages: [],
  hours: { spans: hourSpans(NOW), counts: [] },
  weeks: { spans: weekSpans(NOW, 8), counts: [] },
  ...more,
});

describe('hourSpans', () => {
  it('end with the hour that runs, and a week before it', () => {
    expect(hourSpans(NOW)).toEqual([
      { from: new Date('2026-11-30T11:00:00+09:00'), until: new Date('2026-12-01T11:00:00+09:00') },
      { from: new Date('2026-11-23T11:00:00+09:00'), until: new Date('2026-11-24T11:00:00+09:00') },
    ]);
  });
});

describe('weekSpans', () => {
  it('go from Monday to Monday in Japan, one after the other, the running one last', () => {
    const spans = weekSpans(NOW, 3);
    expect(spans[2]).toEqual({
      from: new Date('2026-11-30T00:00:00+09:00'),
      until: new Date('2026-12-07T00:00:00+09:00'),
    });
    expect(spans[0]?.until).toEqual(spans[1]?.from);
    const sunday = weekSpans(new Date('2026-12-06T23:59:59+09:00'), 1);
    expect(sunday[0]?.from).toEqual(spans[2]?.from);
  });
});

describe('figuresOf', () => {
  it('says of each chart in words what it found', () => {
    const found = figuresOf(
      facts({
        ages: [
          { state: 'review', bucket: 0, count: 3 },
          { state: 'approved', bucket: 5, count: 1 },
          { state: 'waiting', bucket: 5, count: 7 },
          { state: 'checking', bucket: 0, count: 2 },
        ],
        hours: {
          spans: hourSpans(NOW),
          counts: [
            decided([0, 3], 'ruleSet', 9),
            decided([0, 4], 'officer', 1),
            decided([1, 3], 'ruleSet', 5),
          ],
        },
        weeks: {
          spans: weekSpans(NOW, 8),
          counts: [
            decided([7, 0], 'ruleSet', 15),
            decided([7, 0], 'officer', 4),
            { ...decided([6, 0], 'officer', 1), outcome: 'rejected' },
          ],
        },
      }),
    );
    expect(found.map((figure) => figure.found.ja)).toEqual([
      '人を待つ案件の75%は、1日以内のもの',
      'この24時間の諾否は10件、90%は自動',
      'この8週の諾否の75%は自動',
      '人に回した案件の80%は、人が見て承認',
    ]);
    const [age, hours, , referred] = found;
    expect(age?.sub.ja).toContain('13件');
    expect(age?.bars.at(-1)?.values).toEqual([1, 7, 0]);
    expect(hours?.bars[3]).toMatchObject({ values: [9, 0], ghost: 5 });
    expect(referred?.bars.slice(6).map(({ values }) => values)).toEqual([
      [0, 1],
      [4, 0],
    ]);
  });

  it('divides by nothing where there is nothing', () => {
    for (const { found } of figuresOf(facts())) {
      expect(found.ja).toMatch(/ありません$/);
      expect(found.ja + found.en).not.toContain('NaN');
    }
  });
});

describe('csvOf', () => {
  it('has every number of every chart once, by codes', () => {
    const figures = figuresOf(facts({ ages: [{ state: 'review', bucket: 2, count: 3 }] }));
    const lines = csvOf(figures).split('\r\n');
    expect(lines).toContain('queueAge,day,people,3');
    expect(lines).toContain('decisionsByHour,2026-12-01T10:00:00+09:00,weekBefore,0');
    expect(lines).toContain('referredCases,2026-11-30,rejected,0');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toHaveLength(1 + 6 * 3 + 24 * 3 + 8 * 2 + 8 * 2 + 1);
  });
});

describe('roundUp', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.5, 2],
    [3, 5],
    [10, 10],
    [11, 20],
    [51, 100],
    [213, 500],
    [1000, 1000],
  ])('makes of %d an axis that ends at %d', (value, top) => {
    expect(roundUp(value)).toBe(top);
  });
});

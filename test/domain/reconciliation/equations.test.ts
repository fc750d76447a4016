import { describe, expect, it } from 'vitest';
import { differences, figuresIn, isOfRoomAlone } from '../../../domain/reconciliation/equation.ts';
import {
  equationOf,
  EQUATION_NOS,
  notEvaluated,
} from '../../../domain/reconciliation/equations.ts';
import {
  dayBefore,
  isDueNow,
  reconciledDay,
  settledUntil,
} from '../../../domain/reconciliation/japan-day.ts';
import {
  failedOf,
  foundHaltingOf,
  haltingOf,
  judgeAll,
  judgeRoom,
} from '../../../domain/reconciliation/judgement.ts';

describe('the table of equations', () => {
  it('has every equation of the records, each evaluated or named as not evaluated', () => {
    const all = [...EQUATION_NOS, ...Object.keys(notEvaluated)];
    expect(new Set(all).size).toBe(all.length);
    expect(all.toSorted()).toEqual(Array.from({ length: 30 }, (_, i) => `Q${i + 1}`).toSorted());
  });

  it('stops signing for the lines that are marked, of those there are', () => {
    expect(EQUATION_NOS.filter((no) => equationOf(no).halts)).toEqual(['Q1', 'Q8', 'Q9', 'Q10']);
  });

  it.each(EQUATION_NOS)('%s names figures of the office or the room', (no) => {
    const { checks, says } = equationOf(no);
    for (const check of checks) {
      expect(figuresIn(check).length).toBeGreaterThan(0);
      for (const figure of figuresIn(check))
        expect(figure).toMatch(/^(office|room)\.[a-zA-Z0-9]+$/);
    }
    expect(Array.from(says.ja).length).toBeLessThanOrEqual(40);
  });
});

describe('differences', () => {
  const sides = { office: { a: 3, b: 2 }, room: { c: 1, ids: ['x'] } };

  it.each([
    ['office.a = office.b + room.c', true],
    ['office.a = office.b', false],
    ['office.b ≤ office.a', true],
    ['office.a ≤ office.b', false],
    ['office.a ≥ 3', true],
    ['office.b ≥ 3', false],
    ['room.c = 1', true],
  ])('%s: %s', (check, holds) => {
    expect(differences([check], sides).length).toBe(holds ? 0 : 1);
  });

  it('says both numbers', () => {
    expect(differences(['office.a = room.c'], sides)).toEqual([
      { check: 'office.a = room.c', left: 3, right: 1 },
    ]);
  });

  it.each(['office.a = room.none', 'room.ids = 1', 'office.toString = 0'])(
    '%s does not hold for want of a number',
    (check) => {
      expect(differences([check], sides)).toHaveLength(1);
    },
  );

  it.each(['office.a', 'office.a = 1 = 1', 'office.a < 1'])('%s is no check', (check) => {
    expect(() => differences([check], sides)).toThrow('no check');
  });

  it('knows what the room can tell by itself', () => {
    expect(isOfRoomAlone('room.a = room.b + 1')).toBe(true);
    expect(isOfRoomAlone('room.a = office.a')).toBe(false);
  });
});

describe('judging', () => {
  it('lets nothing pass that nobody counted', () => {
    expect(failedOf(judgeAll({}))).toEqual(EQUATION_NOS);
    expect(foundHaltingOf(judgeAll({}))).toEqual([]);
  });

  it('leaves to the room what is the room’s, and stops for marked lines alone', () => {
    const room = { intended: 1, rows: 1, completed: 0, abandoned: 0, open: 1, openOver1h: 1 };
    const judged = judgeRoom({ Q8: { room } });
    expect(judged.map(({ no }) => no)).toEqual([
      'Q1',
      'Q2',
      'Q8',
      'Q9',
      'Q10',
      'Q18',
      'Q25',
      'Q27',
    ]);
    expect(foundHaltingOf(judged)).toEqual(['Q8']);
    expect(haltingOf(['Q2', 'Q9'])).toEqual(['Q9']);
  });
});

const at = (text: string): number => Date.parse(text);

describe('the day', () => {
  it('is one in Japan', () => {
    expect(dayBefore(at('2026-12-01T00:30:00+09:00'))).toBe('2026-11-30');
    expect(dayBefore(at('2026-11-30T23:59:59+09:00'))).toBe('2026-11-29');
    expect(reconciledDay('2026-02-30')).toBeUndefined();
    expect(reconciledDay('2026-11-30')).toEqual({
      day: '2026-11-30',
      from: at('2026-11-30T00:00:00+09:00'),
      to: at('2026-12-01T00:00:00+09:00'),
    });
  });

  it('settles at its end, and before it five minutes ago', () => {
    const day = reconciledDay('2026-11-30');
    if (!day) throw new Error('no day');
    expect(settledUntil(day, at('2026-12-01T00:30:00+09:00'))).toBe(day.to);
    const noon = at('2026-11-30T12:00:00+09:00');
    expect(settledUntil(day, noon)).toBe(noon - 300_000);
  });

  it('is due three quarters of an hour after midnight', () => {
    expect(isDueNow(at('2026-12-01T00:44:59+09:00'))).toBe(false);
    expect(isDueNow(at('2026-12-01T00:45:00+09:00'))).toBe(true);
  });
});

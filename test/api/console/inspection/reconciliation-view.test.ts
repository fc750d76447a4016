import { describe, expect, it } from 'vitest';
import {
  alarmOf,
  reconciledDayView,
  standingOf,
  type KeptFigures,
} from '../../../../api/console/inspection/reconciliation-view.ts';
import { EQUATION_NOS } from '../../../../domain/reconciliation/equations.ts';
import { aReconciledDay } from '../seed/reconciliations.ts';

const MORNING = new Date('2026-12-01T08:42:00+09:00');
const NIGHT = new Date('2026-12-01T00:31:00+09:00');

const day = (name: string, failed: readonly string[] = []) => aReconciledDay(name, failed).row;

describe('standingOf', () => {
  it.each([
    ['none', []],
    ['agrees', [day('2026-11-30')]],
    ['differs', [day('2026-11-30', ['Q24'])]],
    ['missing', [day('2026-11-29')]],
    // A look at today says nothing of yesterday, and does not stand for it.
    ['missing', [{ ...day('2026-12-01'), at: MORNING }, day('2026-11-29')]],
    ['agrees', [{ ...day('2026-12-01'), at: MORNING }, day('2026-11-30')]],
  ] as const)('is %s', (standing, newest) => {
    expect(standingOf(newest, MORNING)).toBe(standing);
  });

  it('leaves the night its time', () => {
    expect(standingOf([day('2026-11-29')], NIGHT)).toBe('agrees');
  });
});

const of = (failed: string[]) => alarmOf([day('2026-11-30', failed)], MORNING);

describe('alarmOf', () => {
  it('is silent while all agrees, and before the first day', () => {
    expect(alarmOf([], MORNING)).toBeUndefined();
    expect(alarmOf([day('2026-11-30')], MORNING)).toBeUndefined();
  });

  it('says whether signing stops', () => {
    expect(of(['Q24'])).toMatchObject({ standing: 'differs', failed: ['Q24'], halts: false });
    expect(of(['Q10', 'Q24'])).toMatchObject({ day: '2026-11-30', halts: true });
  });

  it('names the day that nobody reconciled', () => {
    expect(alarmOf([day('2026-11-28')], MORNING)).toEqual({
      standing: 'missing',
      day: '2026-11-30',
      failed: [],
      halts: false,
    });
  });
});

describe('reconciledDayView', () => {
  it('shows what differs first, with both numbers and what to look at', () => {
    const { row, octets } = aReconciledDay('2026-11-30', ['Q8', 'Q24'], true);
    const view = reconciledDayView(row, JSON.parse(octets.toString()) as KeptFigures);
    expect(view.lines.map(({ no }) => no).slice(0, 3)).toEqual(['Q8', 'Q24', 'Q1']);
    expect(view).toMatchObject({
      differing: 2,
      agreeing: EQUATION_NOS.length - 2,
      isStopped: true,
    });
    expect(view.lines[1]?.differences[0]).toMatchObject({ left: 1914, right: 1913 });
    expect(view.lines[1]?.named.map(([name]) => name)).toEqual(['cases']);
    expect(view.lines[2]).toMatchObject({ isDifferent: false, named: [] });
  });

  it('does without figures', () => {
    const view = reconciledDayView(day('2026-11-30', ['Q8']), undefined);
    expect(view).toMatchObject({ hasFigures: false, differing: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { judgeExplanation } from '../../../domain/application/explanation.ts';

const day = (date: string) => Date.parse(`${date}T00:00:00+09:00`);
const [first, second] = ['11'.repeat(32), '22'.repeat(32)];
const versions = [
  {
    version: '2026-10-01',
    sha256: first,
    effectiveFrom: new Date(day('2026-10-01')),
    withdrawnFrom: new Date(day('2026-12-01')),
  },
  {
    version: '2026-12-01',
    sha256: second,
    effectiveFrom: new Date(day('2026-12-01')),
    withdrawnFrom: undefined,
  },
];

describe('judgeExplanation', () => {
  it.each([
    ['in force', '2026-10-01', first, '2026-11-01', '2026-11-02', 'current'],
    ['in force without end', '2026-12-01', second, '2026-12-02', '2030-01-01', 'current'],
    ['withdrawn after the text', '2026-10-01', first, '2026-11-30', '2026-12-01', 'withinGrace'],
    ['withdrawn before the text', '2026-10-01', first, '2026-12-01', '2026-12-02', 'superseded'],
    ['not yet in force', '2026-12-01', second, '2026-11-01', '2026-11-02', 'superseded'],
    ['not ours', '2026-11-11', first, '2026-11-12', '2026-11-13', 'unknown'],
    ['with another content', '2026-10-01', second, '2026-11-01', '2026-11-02', 'hashMismatch'],
  ] as const)('%s', (...row) => {
    const [, date, sha256, textCreatedOn, on, expected] = row;
    const named = { date, sha256, textCreatedAt: day(textCreatedOn) };
    expect(judgeExplanation(named, versions, day(on))).toBe(expected);
  });
});

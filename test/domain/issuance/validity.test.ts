import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printJapanTime, readJapanTime } from '../../../domain/governance/calendar.ts';
import {
  anchorLimit,
  anchorLimitAtDecision,
  certificateValidity,
} from '../../../domain/issuance/validity.ts';

const at = (text: string) => readJapanTime(text) ?? 0;

const judge = (decidedAt: string) =>
  anchorLimitAtDecision({
    anchorIssuedAt: at('2026-12-01T10:00:00+09:00'),
    decidedAt: at(decidedAt),
    months: 24,
  });

describe('certificateValidity', () => {
  it.each([
    ['2026-12-01T10:02:03+09:00', 24, '2028-11-30T23:59:59+09:00'],
    ['2026-12-01T00:00:00+09:00', 1, '2026-12-31T23:59:59+09:00'],
    ['2026-12-01T23:59:59+09:00', 58, '2031-09-30T23:59:59+09:00'],
    ['2027-01-31T12:00:00+09:00', 1, '2027-02-27T23:59:59+09:00'],
    ['2028-01-31T12:00:00+09:00', 1, '2028-02-28T23:59:59+09:00'],
    ['2028-02-29T12:00:00+09:00', 12, '2029-02-27T23:59:59+09:00'],
    ['2027-08-31T12:00:00+09:00', 1, '2027-09-29T23:59:59+09:00'],
  ])('from %s, %i months end at %s', (start, months, end) => {
    const { notBefore, notAfter } = certificateValidity(at(start) + 987, months);
    expect(printJapanTime(notBefore)).toBe(start);
    expect(notBefore % 1000).toBe(0);
    expect(printJapanTime(notAfter)).toBe(end);
  });

  it('takes the date in Japan, not that of UTC', () => {
    const { notAfter } = certificateValidity(Date.UTC(2026, 10, 30, 15), 12);
    expect(printJapanTime(notAfter)).toBe('2027-11-30T23:59:59+09:00');
  });

  it('never lasts longer than the law allows', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 58 }), (intentAt, months) => {
        const { notBefore, notAfter } = certificateValidity(intentAt, months);
        const inFiveYears = new Date(notBefore);
        inFiveYears.setUTCFullYear(inFiveYears.getUTCFullYear() + 5);
        expect(notAfter).toBeGreaterThan(notBefore);
        expect(notAfter).toBeLessThan(inFiveYears.getTime());
      }),
    );
  });
});

describe('anchorLimit', () => {
  const anchor = at('2026-12-01T10:00:00+09:00');

  it.each([
    ['2031-11-30T23:59:59+09:00', 'within'],
    ['2031-12-01T00:00:00+09:00', 'exceeded'],
    ['2027-01-01T00:00:00+09:00', 'within'],
  ])('a renewal that ends at %s is %s', (notAfter, expected) => {
    expect(anchorLimit(anchor, at(notAfter))).toBe(expected);
  });

  it('is unknown without an anchor', () => {
    expect(anchorLimit(undefined, at('2027-01-01T00:00:00+09:00'))).toBe('unknown');
  });
});

describe('anchorLimitAtDecision', () => {
  it('leaves thirty days for the issuing', () => {
    expect(judge('2029-11-01T10:00:00+09:00')).toBe('within');
    expect(judge('2029-11-02T10:00:00+09:00')).toBe('exceeded');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  issuingEnd,
  issuingEndLevel,
  VALIDITY_MONTHS_MAX,
} from '../../../domain/issuance/issuing-end.ts';
import { certificateValidity } from '../../../domain/issuance/validity.ts';

const DAY_MS = 86_400_000;
const notAfters = fc.integer({ min: Date.UTC(2027, 0), max: Date.UTC(2080, 0) });

describe('issuingEnd', () => {
  it('lets no certificate outlive its issuer, however long it is valid and whenever it is signed', () => {
    const months = fc.integer({ min: 1, max: VALIDITY_MONTHS_MAX });
    const before = fc.integer({ min: 1, max: 3 * 365 * DAY_MS });
    fc.assert(
      fc.property(notAfters, months, before, (notAfter, validity, ms) => {
        const lastIntent = issuingEnd(notAfter) - ms;
        expect(certificateValidity(lastIntent, validity).notAfter).toBeLessThanOrEqual(notAfter);
      }),
      { numRuns: 5000 },
    );
  });

  it('is five years before the CA certificate ends, at the beginning of the day in Japan', () => {
    const notAfter = Date.parse('2036-12-01T00:10:00Z');
    expect(new Date(issuingEnd(notAfter)).toISOString()).toBe('2031-11-30T15:00:00.000Z');
  });
});

describe('issuingEndLevel', () => {
  const notAfter = Date.parse('2036-12-01T00:10:00Z');
  const end = issuingEnd(notAfter);

  it.each([
    [end - 366 * DAY_MS, 'good'],
    [end - 365 * DAY_MS, 'warning'],
    [end - 1, 'warning'],
    [end, 'ended'],
    [notAfter, 'ended'],
  ] as const)('at %s is %s', (now, level) => {
    expect(issuingEndLevel(notAfter, now)).toBe(level);
  });
});

import { describe, expect, it } from 'vitest';
import { isStampDue } from '../../../domain/anchoring/stamp-due.ts';

const jst = (text: string): number => Date.parse(`2026-12-${text}+09:00`);

describe('isStampDue', () => {
  it.each<[string | undefined, string, boolean]>([
    [undefined, '01T00:00:00', true],
    ['01T00:05:00', '01T00:05:00', false],
    ['01T00:04:59', '01T00:05:00', true],
    ['01T00:07:30', '01T23:59:59', false],
    ['01T00:07:30', '02T00:04:59', false],
    ['01T00:07:30', '02T00:05:00', true],
    ['01T23:59:00', '02T00:07:00', true],
    ['01T00:07:30', '04T12:00:00', true],
  ])('of a book stamped at %s is at %s: %s', (last, now, isDue) => {
    expect(isStampDue(last === undefined ? undefined : jst(last), jst(now))).toBe(isDue);
  });
});

import { describe, expect, it } from 'vitest';
import {
  ANCHORING_KINDS,
  anchoringLevel,
  isContradicted,
  type AnchoringKind,
  type AnchoringLevel,
} from '../../../domain/anchoring/alarms.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-12-01T10:00:00+09:00');

describe('anchoringLevel', () => {
  it.each<[AnchoringKind, number, AnchoringLevel]>([
    ['cosigned', 2, 'good'],
    ['cosigned', 2.01, 'warning'],
    ['cosigned', 24, 'warning'],
    ['cosigned', 24.01, 'alarm'],
    ['anchored', 2, 'good'],
    ['anchored', 2.01, 'alarm'],
    ['stamped', 72, 'good'],
    ['stamped', 72.01, 'alarm'],
  ])('of %s after %d hours is %s', (kind, hours, level) => {
    const ago = NOW - hours * HOUR;
    const never = { since: ago, succeededAt: undefined, inconsistentAt: undefined };
    expect(anchoringLevel({ kind, ...never }, NOW)).toBe(level);
    expect(anchoringLevel({ kind, ...never, since: 0, succeededAt: ago }, NOW)).toBe(level);
  });

  it('is an alarm at once where a book is contradicted, and for a week whatever went well', () => {
    for (const kind of ANCHORING_KINDS) {
      const standing = { kind, since: 0, succeededAt: NOW, inconsistentAt: NOW - 167 * HOUR };
      expect(anchoringLevel(standing, NOW)).toBe('alarm');
      expect(anchoringLevel(standing, NOW + 2 * HOUR)).not.toBe('alarm');
      expect(isContradicted(standing, NOW)).toBe(true);
    }
  });
});

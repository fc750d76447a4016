import { describe, expect, it } from 'vitest';
import { HourlyCap } from '../../../enclave/issuance/hourly-cap.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const at = (ms: number): Date => new Date(NOW + ms);

describe('HourlyCap', () => {
  it('has room for so many within an hour, and no more', () => {
    const cap = new HourlyCap();
    for (let n = 0; n < 3; n += 1) {
      expect(cap.hasRoom('a', at(n), 3)).toBe(true);
      cap.count('a', at(n));
    }
    expect(cap.hasRoom('a', at(3), 3)).toBe(false);
  });

  it.each([
    [0, false],
    [HOUR_MS - 1, false],
    [HOUR_MS, true],
    [HOUR_MS + 1, true],
  ])('has room again %i ms after the one that filled it: %s', (ms, hasRoom) => {
    const cap = new HourlyCap();
    cap.count('a', at(0));
    expect(cap.hasRoom('a', at(ms), 1)).toBe(hasRoom);
  });

  it('slides: what was first goes first', () => {
    const cap = new HourlyCap();
    cap.count('a', at(0));
    cap.count('a', at(1000));
    expect(cap.hasRoom('a', at(HOUR_MS), 2)).toBe(true);
    expect(cap.hasRoom('a', at(HOUR_MS), 1)).toBe(false);
    expect(cap.hasRoom('a', at(HOUR_MS + 1000), 1)).toBe(true);
  });

  it('counts each key by itself', () => {
    const cap = new HourlyCap();
    cap.count('a', at(0));
    expect(cap.hasRoom('b', at(0), 1)).toBe(true);
  });

  it('has no room at all for a cap of none', () => {
    expect(new HourlyCap().hasRoom('a', at(0), 0)).toBe(false);
  });
});

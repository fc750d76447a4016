import { describe, expect, it } from 'vitest';
import { Horizon, type Look } from '../../../db/books/horizon.ts';

const look = (over: Partial<Look>): Look => ({
  xmin: 100n,
  own: 100n,
  lastOrdinal: 0,
  tookTo: Number.POSITIVE_INFINITY,
  ...over,
});

/** A horizon that has looked back already, so that the next looks are short. */
const settled = (): Horizon => {
  const horizon = new Horizon(0);
  expect(horizon.from(0)).toBe(0);
  return horizon;
};

describe('Horizon', () => {
  it('passes an ordinal once every transaction that ran when it was given out has ended', () => {
    const horizon = settled();
    horizon.take(look({ lastOrdinal: 10, own: 101n }));
    horizon.take(look({ lastOrdinal: 20, own: 105n }));
    expect(horizon.from(1)).toBe(0);
    horizon.take(look({ lastOrdinal: 30, xmin: 105n, own: 110n }));
    expect(horizon.from(2)).toBe(0);
    horizon.take(look({ lastOrdinal: 40, xmin: 106n, own: 111n }));
    expect(horizon.from(3)).toBe(10);
  });

  it('passes no entry that can be seen and has no place', () => {
    const horizon = settled();
    horizon.take(look({ lastOrdinal: 10 }));
    horizon.take(look({ lastOrdinal: 20, own: 105n }));
    horizon.take(look({ lastOrdinal: 20, xmin: 200n, tookTo: 4 }));
    expect(horizon.from(1)).toBe(4);
    horizon.take(look({ lastOrdinal: 20, xmin: 200n }));
    expect(horizon.from(2)).toBe(10);
  });

  it('goes on where an earlier one ended', () => {
    const horizon = new Horizon(700);
    expect(horizon.from(0)).toBe(700);
    horizon.take(look({ lastOrdinal: 710, own: 101n }));
    horizon.take(look({ lastOrdinal: 710, own: 105n }));
    horizon.take(look({ lastOrdinal: 710, xmin: 106n, own: 106n }));
    expect([horizon.low, horizon.from(1)]).toEqual([710, 710]);
  });

  it('looks back at the last ten minutes once a minute', () => {
    const horizon = settled();
    for (let minute = 0; minute < 30; minute += 1) {
      const at = minute * 60_000 + 1;
      horizon.take(
        look({ lastOrdinal: minute * 100, xmin: BigInt(minute + 1), own: BigInt(minute) }),
      );
      const back = horizon.from(at + 59_999);
      const now = horizon.from(at + 59_999 + 1);
      expect(back).toBeLessThanOrEqual(now);
      if (minute > 20) {
        expect(back).toBeGreaterThan((minute - 15) * 100);
        expect(back).toBeLessThan((minute - 9) * 100);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../../api/middleware/token-buckets.ts';

const setUp = (limits: { perMinute: number; bucketsMax?: number }) => {
  const time = { ms: 0 };
  const buckets = new TokenBuckets({ ...limits, clock: () => time.ms });
  const takes = (key: string, times: number): number[] =>
    Array.from({ length: times }, () => buckets.take(key));
  return { time, buckets, takes };
};

describe('TokenBuckets', () => {
  it('gives a minute’s worth at once, and then says how long to wait', () => {
    const { takes } = setUp({ perMinute: 3 });
    expect(takes('a', 5)).toEqual([0, 0, 0, 20, 20]);
  });

  it('gives as many as flow in, and keeps no more than a minute’s worth', () => {
    const { time, takes } = setUp({ perMinute: 60 });
    takes('a', 60);
    time.ms = 2_500;
    expect(takes('a', 3)).toEqual([0, 0, 1]);
    time.ms = 3_000;
    expect(takes('a', 2)).toEqual([0, 1]);
    time.ms = 3_600_000;
    expect(takes('a', 61).filter((wait) => wait === 0)).toHaveLength(60);
  });

  it('lets whoever waits as long as it said have one', () => {
    const { time, buckets, takes } = setUp({ perMinute: 7 });
    takes('a', 7);
    const seconds = buckets.wait('a');
    expect(seconds).toBeGreaterThan(0);
    time.ms = seconds * 1000;
    expect(takes('a', 2)).toEqual([0, seconds]);
  });

  it('counts each key for itself, and takes nothing when it is only asked', () => {
    const { buckets, takes } = setUp({ perMinute: 1 });
    expect([buckets.wait('a'), buckets.wait('a')]).toEqual([0, 0]);
    expect([...takes('a', 2), ...takes('b', 2)]).toEqual([0, 60, 0, 60]);
  });

  it('forgets the key that was used longest ago, when there are too many', () => {
    const { takes } = setUp({ perMinute: 1, bucketsMax: 2 });
    takes('a', 1);
    takes('b', 1);
    takes('c', 1);
    expect(takes('c', 1)).toEqual([60]);
    expect(takes('b', 1)).toEqual([60]);
    expect(takes('a', 1)).toEqual([0]);
  });

  it('is not made empty by a flood of takes that were refused', () => {
    const { time, takes } = setUp({ perMinute: 60 });
    takes('a', 1000);
    time.ms = 1000;
    expect(takes('a', 2)).toEqual([0, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { benchProfile } from '../../../bin/bench/profile.ts';

describe('benchProfile', () => {
  it('builds and lints many times as fast as the reference builds', async () => {
    const result = await benchProfile({ rounds: 1, perRound: 2000 });
    expect(result).toMatchObject({ bench: 'profile', goalPerSecond: 15_000 });
    // Seconds of CPU time: a busy machine slows both.
    expect((result as { ratioToPeculiar: number }).ratioToPeculiar).toBeGreaterThan(10);
  }, 120_000);
});

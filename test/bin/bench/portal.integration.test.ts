import { describe, expect, it } from 'vitest';
import { benchPortal } from '../../../bin/bench/portal.ts';

/** What one application takes of the processor; some ten on the machine it was written on, busy or not. */
const CPU_MS_MAX = 60;

describe('benchPortal', () => {
  it('accepts everything it sends, within its budget of the processor', async () => {
    const figures = await benchPortal({ rounds: 1, perRound: 40, atOnce: 32 });
    expect(figures.acceptedPerSecond).toBeGreaterThan(1);
    expect(figures.ratio).toBeGreaterThan(0.02);
    expect(figures.cpuMsPerApplication).toBeLessThan(CPU_MS_MAX);
    expect(figures.halfLoad.p99Ms).toBeGreaterThanOrEqual(figures.halfLoad.p50Ms);
  });
});

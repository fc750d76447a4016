import { describe, expect, it } from 'vitest';
import { loseTemporalAmid } from '../../bin/chaos/temporal-loss.ts';

describe('the loss of Temporal', () => {
  it('loses no case in any state, nor what staff decide meanwhile', async () => {
    // One a state at least; whoever waits for J-LIS would take minutes, and is for `chaos -- temporal-loss`.
    const without = ['waiting', 'issued', 'review', 'approved'] as const;
    const { states, ...loss } = await loseTemporalAmid(9, without);
    expect(loss).toEqual({
      cases: 9,
      signedMeanwhile: 2,
      endedRight: 9,
      lost: 0,
      duplicate: 0,
    });
    expect(Object.keys(states)).toEqual(
      expect.arrayContaining(['approved', 'rejected', 'returned', 'review', 'withdrawn']),
    );
  }, 300_000);
});

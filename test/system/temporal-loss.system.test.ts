import { describe, expect, it } from 'vitest';
import { loseTemporalAmid } from '../../bin/chaos/temporal-loss.ts';

describe('the loss of Temporal', () => {
  it('loses no case in any state, nor what staff decide meanwhile', async () => {
    // One of each kind; whoever waits for J-LIS would take minutes, and is for `chaos -- temporal-loss`.
    const { states, ...loss } = await loseTemporalAmid(12, ['waiting']);
    expect(loss).toEqual({
      cases: 12,
      signedMeanwhile: 2,
      endedRight: 12,
      lost: 0,
      duplicate: 0,
    });
    expect(Object.keys(states)).toEqual(
      expect.arrayContaining(['approved', 'issued', 'rejected', 'returned', 'review', 'withdrawn']),
    );
  }, 300_000);
});

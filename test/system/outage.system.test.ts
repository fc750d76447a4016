import { describe, expect, it } from 'vitest';
import { playOutage } from '../../bin/story/outage.ts';

describe('J-LIS away for a day', () => {
  it('keeps every case waiting, approves none, and ends each right afterwards', async () => {
    expect(await playOutage({ cases: 4, hours: 24 })).toEqual({
      story: 'outage',
      cases: 4,
      waiting: 4,
      approvedDuring: 0,
      endedRight: 4,
    });
  });
});

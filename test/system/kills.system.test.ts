import { describe, expect, it } from 'vitest';
import { killWhileApplying } from '../../bin/chaos/kill.ts';
import { playRebuild } from '../../bin/story/rebuild.ts';

describe('what dies', () => {
  it('costs no certificate and makes no second one, at every step of the path', async () => {
    const runs = 12;
    const result = await killWhileApplying(runs);
    expect(result).toEqual({ runs, issued: runs, lost: 0, duplicate: 0, withoutIntent: 0 });
  }, 600_000);

  it('costs no case when Temporal loses everything', async () => {
    const story = await playRebuild();
    expect(story).toMatchObject({ outcome: 'issued', intents: 1, completed: 1, received: 1 });
  }, 300_000);
});

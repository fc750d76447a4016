import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { HeartbeatInterceptor } from '../../../adapters/temporal/heartbeat-interceptor.ts';

/** Runs an activity under the interceptor, and counts its beats. */
const beatsOf = async (
  info: { readonly heartbeatTimeoutMs?: number },
  activity: () => Promise<unknown>,
): Promise<number> => {
  const environment = new MockActivityEnvironment(info);
  let beats = 0;
  environment.on('heartbeat', () => (beats += 1));
  const interceptor = new HeartbeatInterceptor();
  await environment
    .run(() => interceptor.execute({ args: [], headers: {} }, activity))
    .catch(() => undefined);
  return beats;
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('HeartbeatInterceptor', () => {
  it('beats three times in the timeout while the activity runs, and not after it', async () => {
    const whileRunning = await beatsOf({ heartbeatTimeoutMs: 60 }, () => sleep(130));
    expect(whileRunning).toBeGreaterThanOrEqual(3);
    expect(whileRunning).toBeLessThanOrEqual(7);
  });

  it('does not beat for an activity without the timeout, or one that ends at once', async () => {
    expect(await beatsOf({}, () => sleep(30))).toBe(0);
    expect(await beatsOf({ heartbeatTimeoutMs: 60 }, async () => 'done')).toBe(0);
  });

  it('stops beating when the activity fails', async () => {
    expect(await beatsOf({ heartbeatTimeoutMs: 60 }, () => Promise.reject(new Error('no')))).toBe(
      0,
    );
  });
});

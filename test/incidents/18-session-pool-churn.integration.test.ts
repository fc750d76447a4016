import { expect, it } from 'vitest';
import { churnSessions } from '../../bin/chaos/hsm/churn.ts';

const SECONDS = 10;

/** SoftHSMv2 #464. `npm run chaos -- churn --minutes 60` does the same for an hour. */
it('incident 18: sessions end under load, and no caller sees a CKR error', async () => {
  const { signatures, strikes, surfaced, wrong } = await churnSessions(SECONDS);
  expect(surfaced).toEqual({});
  expect(wrong).toBe(0);
  expect(signatures).toBeGreaterThan(500);
  for (const kind of ['sessionClosed', 'allSessionsClosed', 'loggedOut']) {
    expect(strikes[kind]).toBeGreaterThan(0);
  }
}, 60_000);

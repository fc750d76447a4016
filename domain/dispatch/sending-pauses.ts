const MINUTE_MS = 60_000;

/**
 * How long a mail or webhook that failed waits before it is sent again. The last one comes more than a day after the first, so
 * that a receiver may be away for a day. After as many repeats as there are pauses it is parked (policy `dispatchAttemptsMax`).
 */
export const sendingPausesMs: readonly number[] = [1, 10, 60, 6 * 60, 24 * 60].map(
  (minutes) => minutes * MINUTE_MS,
);

/** When to send again after so many sendings that failed; undefined once it is to be parked. */
export function nextSendingAt(failed: number, now: Date): Date | undefined {
  const pause = sendingPausesMs[failed - 1];
  return pause === undefined ? undefined : new Date(now.getTime() + pause);
}

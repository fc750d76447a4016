import type { Round } from './round.ts';

const TIMEOUT_MS = 30_000;

/** Alarms that are told at once; the line of the round has them all. */
const TOLD_MAX = 50;

/**
 * Tells a dead man's switch how a round went: a POST to its URL while all is well, to `/fail` below it with reason codes when
 * not. Whoever gets neither in time raises the alarm, also when the watcher itself is gone.
 *
 * @returns whether it was taken; the next round tells again
 */
export async function tellSwitch(url: string, { isWell, alarms }: Round): Promise<boolean> {
  const told = alarms.slice(0, TOLD_MAX);
  try {
    const response = await fetch(isWell ? url : `${url}/fail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ isWell, alarms: told, more: alarms.length - told.length }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

import type { PublishedLists } from '../../../db/inspection/morning-check.ts';
import { statusPolicy } from '../../../domain/revocation/status-policy.ts';
import { morning } from '../words/morning.ts';
import { since, type MorningRow } from './morning-row.ts';

/** Time that a list has left when half of it is over, in milliseconds. */
const HALF_LEFT_MS = statusPolicy.listValidMs - statusPolicy.alarmAfterMs;

/**
 * Until when the newest lists of revoked certificates are good, as the office has heard; told at half of their time (incident of
 * lists that ended unseen). Of answers by OCSP it knows nothing: whoever watches from outside asks for them.
 */
export function statusRow({ keys, nextUpdate, notedAt }: PublishedLists, now: Date): MorningRow {
  const words = morning.status;
  const row = { id: 'status', name: words.name };
  if (!nextUpdate || !notedAt) return { ...row, level: 'none', what: [words.none] };
  const leftMs = nextUpdate.getTime() - now.getTime();
  const heard = morning.ago(since(notedAt, now));
  if (leftMs <= 0) {
    return { ...row, level: 'stop', what: [words.ended, words.next], age: heard };
  }
  const isLate = leftMs <= HALF_LEFT_MS;
  return {
    ...row,
    level: isLate ? 'look' : 'good',
    what: isLate ? [words.late, words.next] : [words.good(keys), words.answers],
    age: heard,
    limit: morning.left(since(now, nextUpdate)),
  };
}

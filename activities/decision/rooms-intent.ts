import type { CaseFile } from '../../db/decision/case-file.ts';
import { CERTIFICATE_MISMATCH } from '../../domain/issuance/order-states.ts';

/** What does not say that the room has no intent for the case: perhaps the room was never asked. */
const MAY_FOLLOW_INTENT: readonly string[] = ['switchOff', CERTIFICATE_MISMATCH];

/** A refusal by which the room says that it has one. */
const HAS_INTENT = 'orderAlreadyIssued';

/**
 * Before a run asks the room again: whatever is decided on a case so shortly before that is left for the answer, because
 * the clock of the run is Temporal's and this one is ours.
 */
const MARGIN_MS = 5_000;

/**
 * Whether the room has an intent for an order of the case (state table, rows 19, 28 and 29), by what it answered last. The room
 * alone knows; while it is being asked, or has not been asked yet since the instruction, the answer is `unknown`. A refusal
 * says that it had none, and it gets none until it is asked again.
 */
export function roomsIntent(
  { row, orders }: Pick<CaseFile, 'row' | 'orders'>,
  now: Date,
): 'none' | 'exists' | 'unknown' {
  if (orders.some(({ serialNumber }) => serialNumber !== null)) return 'exists';
  if (row.state !== 'issuing' && row.state !== 'instructed') return 'none';
  const [, check] = /^gate\/(.+)$/.exec(row.notHolding[0] ?? '') ?? [];
  if (check === HAS_INTENT) return 'exists';
  if (check === undefined || MAY_FOLLOW_INTENT.includes(check)) return 'unknown';
  const { nextAttemptAt } = row;
  const isAsked = nextAttemptAt !== null && nextAttemptAt.getTime() <= now.getTime() + MARGIN_MS;
  return isAsked ? 'unknown' : 'none';
}

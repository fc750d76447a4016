import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { EnclaveActivities, IssuedOutcome } from '../../activities/contract.ts';
import { ROOM_ACTIVITY } from './contract.ts';

/**
 * So many attempts, most of a minute with their pauses, before the case says that it waits; and so long for a
 * room that takes no work at all, or for an answer that puts the next attempt off. Then it is asked anew, without end.
 */
const { issueCertificate } = proxyActivities<EnclaveActivities>({
  ...ROOM_ACTIVITY,
  scheduleToStartTimeout: '10 minutes',
  scheduleToCloseTimeout: '20 minutes',
  retry: { ...ROOM_ACTIVITY.retry, maximumAttempts: 8 },
});

/** The answer that came for the room, or what it is away for. */
export type RoomAnswer =
  | { readonly outcome: 'issued'; readonly issued: IssuedOutcome }
  | { readonly outcome: 'refused'; readonly check: unknown }
  | { readonly outcome: 'away'; readonly cause: string };

/**
 * Asks the room for the certificate of an order. Its HSM or itself being away is no answer on the order.
 *
 * A failure that is not to be tried again was perhaps not said by the room: it is noted as an answer that the gate never gives,
 * so that a person looks.
 *
 * @throws CancelledFailure of the run
 */
export async function askRoom(
  request: Parameters<EnclaveActivities['issueCertificate']>[0],
): Promise<RoomAnswer> {
  try {
    return readAnswer(await issueCertificate(request));
  } catch (error) {
    return failedAnswer(error);
  }
}

/** A failed question as an answer: the room is away, or somebody said what it never says. @throws CancelledFailure of the run */
export function failedAnswer(error: unknown): Exclude<RoomAnswer, { outcome: 'issued' }> {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  if (isFinal(error)) return { outcome: 'refused', check: undefined };
  const { cause } = error;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { outcome: 'away', cause: type ?? 'EnclaveUnavailable' };
}

const isFinal = ({ cause, retryState }: ActivityFailure): boolean =>
  retryState === 'NON_RETRYABLE_FAILURE' ||
  (cause instanceof ApplicationFailure && cause.nonRetryable === true);

/**
 * Whoever polls the queue may answer, with anything. Whether a certificate is one, and a check one of the gate's, the
 * activities find out.
 */
function readAnswer(answer: unknown): RoomAnswer {
  const fields = new Map<string, unknown>(Object.entries(Object(answer)));
  if (fields.get('outcome') === 'issued') {
    return { outcome: 'issued', issued: answer as IssuedOutcome };
  }
  return { outcome: 'refused', check: fields.get('check') };
}

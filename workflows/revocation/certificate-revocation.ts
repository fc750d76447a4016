import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { RoomRevocationActivities } from '../../activities/revocation/contract.ts';
import type {
  RequestActivities,
  RequestStanding,
  RoomStep,
} from '../../activities/revocation/office-contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import { certificateValidityId, REVOCATION_RECORDED } from '../issuance/contract.ts';
import { REQUEST_MOVED, type RevocationRunInput, type RevocationRunOutcome } from './contract.ts';

const RETRY = { initialInterval: '200 milliseconds', maximumInterval: '30 seconds' } as const;

const office = proxyLocalActivities<RequestActivities>({
  startToCloseTimeout: '20 seconds',
  retry: RETRY,
});

// With an end: whatever keeps the question from being asked keeps nobody from deciding.
const { askAboutRequester } = proxyActivities<RequestActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '2 minutes',
  retry: { ...RETRY, maximumAttempts: 6 },
});

const room = proxyActivities<RoomRevocationActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '2 minutes',
  retry: RETRY,
});

const requestMoved = defineSignal(REQUEST_MOVED);

/** For so long the turn of a question to J-LIS is waited for; then the status is not known, and a person decides. */
const JLIS_PATIENCE_MS = 60_000;

/** A run looks again after so long, whatever it waits for: a signal may have been lost. */
const LOOK_AFTER_MS = 10 * 60_000;

/** After so long the room is asked again that could not be asked, and a certificate looked for that it has still to hand over. */
const AGAIN_AFTER_MS = 30_000;

/**
 * Carries one request for revocation from its receipt to its publication (規則6条10号から12号): examined, granted by the rule set or by
 * persons, recorded by the room, published, told.
 *
 * Nothing here decides by time, and nothing stops it. The database is the record: each turn looks and does what is next, so a run
 * may be started again from its first line at any moment.
 */
export async function certificateRevocation({
  requestId,
}: RevocationRunInput): Promise<RevocationRunOutcome> {
  let moves = 0;
  setHandler(requestMoved, () => {
    moves += 1;
  });
  for (;;) {
    const seen = moves;
    const standing = await office.lookAtRequest(requestId);
    if (standing.isOver) return end(standing);
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof certificateRevocation>({ requestId });
    }
    if (await isCarriedOn(requestId, standing)) continue;
    const patience = standing.awaitsCertificate ? AGAIN_AFTER_MS : LOOK_AFTER_MS;
    await condition(() => moves !== seen, patience);
  }
}

/** The last publication is told to whoever publishes; the request is over. */
async function end({
  state,
  isUnpublished,
  issuerKeyId,
}: RequestStanding): Promise<RevocationRunOutcome> {
  if (isUnpublished && issuerKeyId !== undefined) await office.beginPublication(issuerKeyId);
  await condition(allHandlersFinished);
  return { outcome: state === 'refused' ? 'refused' : 'published' };
}

/** Does what is next; false where others have to move first. */
async function isCarriedOn(requestId: string, standing: RequestStanding): Promise<boolean> {
  const { state, awaitsCertificate, roomStep, issuerKeyId, revokedOrder } = standing;
  if (state === 'received' && !awaitsCertificate) {
    await askJlis(requestId);
    await office.examineRequest(requestId);
    return true;
  }
  if (roomStep) {
    const isMoved = await askRoom(requestId, roomStep);
    // What is recorded and not published is only asked after, and published all the same.
    if (state !== 'recorded' || roomStep.do !== 'record') return isMoved;
  }
  if (revokedOrder !== undefined) await tellCertificate(revokedOrder);
  // A repeat is told to the publication under way, or begins it again.
  if (standing.isUnpublished && issuerKeyId !== undefined) {
    await office.beginPublication(issuerKeyId);
  }
  return false;
}

/** J-LIS in silence never delays a person: a question that cannot be asked leaves the status unknown. */
async function askJlis(requestId: string): Promise<void> {
  try {
    await askInTurn(requestId);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('J-LIS could not be asked about a request', { requestId });
  }
}

/** Waits for the turn of the question, but not for long. */
async function askInTurn(requestId: string): Promise<void> {
  const until = Date.now() + JLIS_PATIENCE_MS;
  let turn = await askAboutRequester(requestId);
  while (turn && Date.now() + turn.waitMs < until) {
    await sleep(turn.waitMs);
    turn = await askAboutRequester(requestId, turn.turnAt);
  }
}

/** Asks the room and stores its answer; with the room away it is asked again, without end. */
async function askRoom(requestId: string, step: RoomStep): Promise<boolean> {
  try {
    if (step.do === 'release') {
      await room.releaseCertificate(step.order);
      await office.noteReleased(requestId);
      await office.beginPublication(step.order.issuerKeyId);
      return true;
    }
    const answer = await answerOf(step);
    if (!answer) throw new Error('the room did not answer');
    await office.noteRoomAnswer(requestId, step, answer);
    if (step.do !== 'record') await office.beginPublication(step.order.issuerKeyId);
    // A record that the room refuses stays with a person.
    return !(step.do === 'record' && answer.outcome === 'refused');
  } catch (error) {
    if (isCancellation(error)) throw error;
    await sleep(AGAIN_AFTER_MS);
    return true;
  }
}

async function answerOf(step: Exclude<RoomStep, { do: 'release' }>) {
  if (step.do === 'record') return (await room.recordRevocations([step.order]))[0];
  return step.do === 'suspend'
    ? room.suspendCertificate(step.order)
    : room.upgradeReason(step.order);
}

/** The run of the certificate looks at once; without one there is nothing to tell. */
async function tellCertificate(orderId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(certificateValidityId(orderId)).signal(REVOCATION_RECORDED);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // It has ended, or looks by itself.
  }
}

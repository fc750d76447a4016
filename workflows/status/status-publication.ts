import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  Publication,
  PublicationActivities,
  PublicationOrder,
  RoomRevocationActivities,
} from '../../activities/revocation/contract.ts';
import { statusPolicy } from '../../domain/revocation/status-policy.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import {
  PUBLICATION_STATE,
  PUBLISH,
  type PublicationState,
  type StatusPublicationInput,
} from './contract.ts';

// Without end: nothing stops revocation. A room that died in the middle is missed at its heartbeat.
const { publishStatus } = proxyActivities<RoomRevocationActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

// With an end: an office whose database is away keeps no list from being made.
const { notePublished, noteStatus } = proxyActivities<PublicationActivities>({
  startToCloseTimeout: '60 seconds',
  scheduleToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

const { listEveryMs, listValidMs, alarmAfterMs } = statusPolicy;

/** Numbers of lists are seconds: what comes within one is on one list. */
const BURST_MS = 1_000;
/** A failure that trying does not mend is looked at by people; until then it is tried now and then. */
const DIVERGED_MS = 60_000;
/** After so many times by the newest build. */
const DIVERGED_MAX = 30;
/** A run goes over to the newest build with each day's list. */
const ROLL_AFTER_MS = 24 * 3_600_000;
/** The office is told of a list that is good for so much longer than the one that it knows of. */
const TOLD_EVERY_MS = 3_600_000;
/** Events of a run; a burst of days stays far below what a server takes. */
const EVENTS_MAX = 4_000;

const rollOver = makeContinueAsNewFunc<typeof statusPublication>({
  initialVersioningBehavior: 'AUTO_UPGRADE',
});

/** What a run knows, for whoever asks. */
interface Standing {
  isLate: boolean;
  nextUpdate: number | undefined;
}

/**
 * Publishes the status of the certificates of one issuer key (architecture: one writer an issuer key): at once when something
 * was revoked, what comes within a second together, and each day in any case. The room does it and knows what is to be done,
 * so a run may be started again from its first line at any time, and a signal says no more than that it should look.
 */
export async function statusPublication(input: StatusPublicationInput): Promise<void> {
  const { issuerKeyId } = input;
  let [asked, after, knownUntil] = [0, input.after, 0];
  const standing: Standing = { isLate: false, nextUpdate: undefined };
  setHandler(defineSignal(PUBLISH), () => {
    asked += 1;
  });
  setHandler(defineQuery<PublicationState>(PUBLICATION_STATE), () => ({ ...standing }));
  const rollsAt = Date.now() + ROLL_AFTER_MS;
  let alarmAt = input.alarmAt ?? Date.now() + alarmAfterMs;
  for (;;) {
    const seen = asked;
    const order = { issuerKeyId, ...(after === undefined ? {} : { after }) };
    const publication = await publishedBy(order, alarmAt, standing);
    const { isMore, nextUpdate, upTo } = publication;
    const isTold = await toldOffice(publication, knownUntil);
    // Whoever was not told asks for the same again.
    if (isTold) [after, knownUntil] = [upTo, nextUpdate];
    alarmAt = nextUpdate - listValidMs + alarmAfterMs;
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (Date.now() >= rollsAt || continueAsNewSuggested || historyLength > EVENTS_MAX) {
      // It begins with a look, so a signal that comes now is not lost.
      await rollOver({ issuerKeyId, ...(after === undefined ? {} : { after }), alarmAt });
    }
    await sleep(BURST_MS);
    const nextAt = Math.min(nextUpdate - listValidMs + listEveryMs, rollsAt);
    const wakesAt = isTold ? (isMore ? 0 : nextAt) : Date.now() + DIVERGED_MS;
    await condition(() => asked !== seen, Math.max(1, wakesAt - Date.now()));
  }
}

/** Tells the office which requests are served, and until when the newest list is good. @returns whether it heard */
async function toldOffice(
  { issuerKeyId, requestIds, nextUpdate }: Publication,
  knownUntil: number,
): Promise<boolean> {
  try {
    if (requestIds.length > 0) await notePublished(requestIds);
    if (nextUpdate - knownUntil >= TOLD_EVERY_MS) await noteStatus({ issuerKeyId, nextUpdate });
    return true;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.error('the office does not hear what is published', { issuerKeyId });
    return false;
  }
}

/** Waits for the room as long as it takes, and tells people once when half of the newest list's time is over. */
async function publishedBy(
  order: PublicationOrder,
  alarmAt: number,
  standing: Standing,
): Promise<Publication> {
  let isDone = false;
  const publishing = published(order, alarmAt).finally(() => {
    isDone = true;
  });
  // Its failure is thrown below; here it would be one that nobody handles.
  publishing.catch(() => undefined);
  if (!(await condition(() => isDone, Math.max(1, alarmAt - Date.now())))) {
    standing.isLate = true;
    log.error('half of the time of the newest list is over', { issuerKeyId: order.issuerKeyId });
  }
  const publication = await publishing;
  standing.isLate = false;
  standing.nextUpdate = publication.nextUpdate;
  return publication;
}

async function published(order: PublicationOrder, alarmAt: number): Promise<Publication> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await publishStatus(order);
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      const { cause } = error;
      const type = cause instanceof ApplicationFailure ? cause.type : 'TimedOut';
      log.error('status is not published', { issuerKeyId: order.issuerKeyId, type });
    }
    await sleep(DIVERGED_MS);
    // Days of it are more than a run may have, and the build that mends it has to get it.
    if (attempt === DIVERGED_MAX) await rollOver({ ...order, alarmAt });
  }
}

import {
  ActivityFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type {
  ReconciliationActivities,
  ReconciliationAsked,
  ReconciliationPlan,
  RoomFigures,
  RoomReconciliationActivities,
} from '../../activities/reconciliation/contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import type { ReconciliationResult } from './contract.ts';

const { planReconciliation } = proxyLocalActivities<ReconciliationActivities>({
  startToCloseTimeout: '20 seconds',
});

// Counting reads whole tables, once a day.
const counting = {
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
} as const;

const { completeReconciliation } = proxyActivities<ReconciliationActivities>(counting);

// A room that is away for so long is a difference of its own.
const { countRoom } = proxyActivities<RoomReconciliationActivities>({
  ...counting,
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  scheduleToCloseTimeout: '3 hours',
});

// Waits for the room as long as it takes: without it nothing is signed either.
const { stopSigning } = proxyActivities<RoomReconciliationActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * Reconciles a day (規則12条; records of the books, daily at 00:30): the room counts its side, judges and
 * records it by itself; the office counts its own, compares both, and records what it found.
 *
 * Safe to run again: what was found alike is not recorded twice. A difference is a result and no failure.
 */
export async function reconciliation(
  asked: ReconciliationAsked = {},
): Promise<ReconciliationResult> {
  const plan = await planReconciliation(asked);
  if (!plan) return { outcome: 'nothing' };
  const room = await askRoom(plan);
  const found = await completeReconciliation({ plan, ...(room && { room }) });
  const { day } = plan;
  const { failed, halting, isNew } = found;
  if (halting.length > 0) await stopSigning({ day, equations: halting });
  const outcome = failed.length > 0 ? 'differs' : 'agrees';
  return { outcome, day, failed, isRoomHeard: room !== undefined, isNew };
}

/** The room's figures; undefined if it could not give them. */
async function askRoom(plan: ReconciliationPlan): Promise<RoomFigures | undefined> {
  try {
    return await countRoom(plan);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return undefined;
  }
}

import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { RoomsOwnActivities, TakeInActivities } from '../../activities/revocation/contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import type { RoomsOwnInput } from './rooms-own-contract.ts';

const RETRY = { initialInterval: '1 second', maximumInterval: '1 minute' } as const;

const { roomsOwnCursor, takeInRoomsOwn } = proxyActivities<TakeInActivities>({
  startToCloseTimeout: '2 minutes',
  retry: RETRY,
});

const { listRoomsOwnRevocations } = proxyActivities<RoomsOwnActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '1 minute',
  retry: RETRY,
});

/**
 * Has the office take in what custodians revoked in the room without it, from the stored cursor to the end of the room's book.
 * The sweeper begins it every minute; with the room away it waits. The cursor is in the database, so a run may be started
 * from its first line at any time.
 */
export async function roomsOwnRevocations(input: RoomsOwnInput): Promise<void> {
  let after = input.after ?? (await roomsOwnCursor());
  let isFirstOpen = input.isFirstOpen ?? true;
  for (;;) {
    const page = await listRoomsOwnRevocations(after);
    if (page.cursor !== after) {
      const { isSettled } = await takeInRoomsOwn(page, isFirstOpen);
      isFirstOpen &&= isSettled;
    }
    if (!page.isMore) return;
    after = page.cursor;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof roomsOwnRevocations>({ after, isFirstOpen });
    }
  }
}

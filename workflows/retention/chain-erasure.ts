import { proxyActivities } from '@temporalio/workflow';
import type {
  EnclaveRetentionActivities,
  OfficeRetentionActivities,
} from '../../activities/retention/contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import type { ChainErasureInput, ChainErasureOutcome } from './contract.ts';

const { beginErasure, eraseInOffice } = proxyActivities<OfficeRetentionActivities>({
  startToCloseTimeout: '60 seconds',
});

const { eraseInRoom } = proxyActivities<EnclaveRetentionActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '60 seconds',
});

/**
 * Erases an identity-check chain under an approved act (books 1 to 3, 廃棄): first the room, which may still
 * refuse while nothing is lost, then the office. Safe to start again: what is done is not done twice.
 */
export async function chainErasure({ act }: ChainErasureInput): Promise<ChainErasureOutcome> {
  const order = await beginErasure(act);
  const room = await eraseInRoom(order);
  if (room.outcome === 'refused') return room;
  await eraseInOffice(act);
  return { outcome: 'erased' };
}

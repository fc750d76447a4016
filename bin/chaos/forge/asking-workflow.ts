import { proxyActivities } from '@temporalio/workflow';
import type { EnclaveActivities } from '../../../activities/contract.ts';
import type { RoomReconciliationActivities } from '../../../activities/reconciliation/contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../../../workflows/anchoring/contract.ts';
import { ENCLAVE_ISSUE_TASK_QUEUE } from '../../../workflows/application/contract.ts';

type Request = Parameters<EnclaveActivities['issueCertificate']>[0];

const PATIENCE = { scheduleToCloseTimeout: '60 seconds', retry: { maximumAttempts: 3 } } as const;

const { issueCertificate } = proxyActivities<EnclaveActivities>({
  ...PATIENCE,
  taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
});

const { stopSigning } = proxyActivities<RoomReconciliationActivities>({
  ...PATIENCE,
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
});

/** Asks the room for an order, past the office: whoever may start workflows may write this one. */
export const askRoom = (request: Request): Promise<unknown> => issueCertificate(request);

/** Has the room stop signing, as a reconciliation would. */
export const stopRoom = (day: string): Promise<unknown> => stopSigning({ day, equations: ['Q10'] });

import { proxyActivities } from '@temporalio/workflow';
import type { EnclaveActivities } from '../../../activities/contract.ts';
import {
  ENCLAVE_ISSUE_TASK_QUEUE,
  type LifecycleInput,
} from '../../../workflows/application/contract.ts';

const { issueCertificate } = proxyActivities<EnclaveActivities>({
  taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
  scheduleToCloseTimeout: '60 seconds',
  retry: { maximumAttempts: 3 },
});

/**
 * What somebody runs in place of the office's workflow: it decides nothing, asks the room for a certificate of the
 * case, and says that the case was issued.
 */
export async function certificateLifecycle({ applicationId }: LifecycleInput): Promise<unknown> {
  const answer = await issueCertificate({
    orderId: applicationId,
    applicationId,
    chainId: applicationId,
    instructionSha256: 'f'.repeat(64),
  });
  return { outcome: 'issued', answer };
}

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { CERTIFICATE_VALIDITY, certificateValidityId } from './contract.ts';

/**
 * Hands certificates over to runs of their own, which go on after the one that begins them. One that has a run keeps it.
 */
export async function beginValidity(orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    try {
      await startChild(CERTIFICATE_VALIDITY, {
        workflowId: certificateValidityId(orderId),
        args: [{ orderId }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

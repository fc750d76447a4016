import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { endRunOfOtherBuild } from './renew-run.ts';

/** Names of the workflow that follows certificates; `workflows` holds the code. */
const WORKFLOW_TYPE = 'certificateValidity';
const TASK_QUEUE = 'office';

/** Id of the run of the certificate of an order. */
export const validityRunIdOf = (orderId: string): string => `certificate-validity/${orderId}`;

/** Starts the run of a certificate, unless one is there. The caller knows that the certificate has not ended. */
export async function startValidityRun(client: Client, orderId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: validityRunIdOf(orderId),
      taskQueue: TASK_QUEUE,
      args: [{ orderId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Sees to it that a certificate has a run on this build, as `renewRun` does for cases. */
export async function renewValidityRun(
  client: Client,
  orderId: string,
  buildId: string,
): Promise<void> {
  await endRunOfOtherBuild(client, validityRunIdOf(orderId), buildId);
  await startValidityRun(client, orderId);
}

import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';

/** Names of the workflow of requests; `workflows` holds the code. */
const WORKFLOW_TYPE = 'certificateRevocation';
const TASK_QUEUE = 'office';
const REQUEST_MOVED = 'requestMoved';

/** Id of the run of a request for revocation. */
export const revocationRunIdOf = (requestId: string): string =>
  `certificate-revocation/${requestId}`;

/** Tells the run of a request that something waits for it; the run is begun where there is none. */
export async function tellRevocationRun(client: Client, requestId: string): Promise<void> {
  await client.workflow.signalWithStart(WORKFLOW_TYPE, {
    workflowId: revocationRunIdOf(requestId),
    taskQueue: TASK_QUEUE,
    args: [{ requestId }],
    signal: REQUEST_MOVED,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** Begins the run of a request, unless one is there. The caller knows that the request is open. */
export async function startRevocationRun(client: Client, requestId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: revocationRunIdOf(requestId),
      taskQueue: TASK_QUEUE,
      args: [{ requestId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

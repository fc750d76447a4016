import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';

/** Names of the workflow that revokes a list; `workflows` holds the code. */
const WORKFLOW_TYPE = 'massRevocation';
const TASK_QUEUE = 'office';

/** Id of the run of a list. */
export const massRunIdOf = (massId: string): string => `mass-revocation/${massId}`;

/** Starts the run of a list, unless one is there. The caller knows that lines of it are left, and that nobody told it to wait. */
export async function startMassRun(client: Client, massId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: massRunIdOf(massId),
      taskQueue: TASK_QUEUE,
      args: [{ massId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';

/** Names of the workflow that watches lots of letters; `workflows` holds the code. */
const WORKFLOW_TYPE = 'dispatchLot';
const TASK_QUEUE = 'office';

/** Id of the run of a lot. */
export const lotRunIdOf = (lotId: string): string => `dispatch-lot/${lotId}`;

/** Starts the run of a lot, unless one is there. The caller knows that the lot is sealed and not closed. */
export async function startLotRun(client: Client, lotId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: lotRunIdOf(lotId),
      taskQueue: TASK_QUEUE,
      args: [{ lotId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { endRunOfOtherBuild } from './renew-run.ts';

/** Names of the workflow that takes in what the room revoked; `workflows` holds the code. */
const WORKFLOW_TYPE = 'roomsOwnRevocations';
const TASK_QUEUE = 'office';

/** Id of its one run. */
export const ROOMS_OWN_RUN = 'rooms-own-revocations';

/** Has the office look for what the room revoked without it, unless it does. */
export async function startRoomsOwnRun(client: Client): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: ROOMS_OWN_RUN,
      taskQueue: TASK_QUEUE,
      args: [{}],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** The same; a run that is pinned to another build is ended before. */
export async function renewRoomsOwnRun(client: Client, buildId: string): Promise<void> {
  await endRunOfOtherBuild(client, ROOMS_OWN_RUN, buildId);
  await startRoomsOwnRun(client);
}

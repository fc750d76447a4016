import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { endRunOfOtherBuild } from './renew-run.ts';

/** Names of the workflow that publishes status; `workflows` holds the code. */
const WORKFLOW_TYPE = 'statusPublication';
const TASK_QUEUE = 'office';
const PUBLISH = 'publish';

/** Id of the run of an issuer key. */
export const publicationRunIdOf = (issuerKeyId: string): string =>
  `status-publication/${issuerKeyId}`;

/** Begins the publication of what changed under an issuer key, or tells the one under way. */
export async function tellPublicationRun(client: Client, issuerKeyId: string): Promise<void> {
  await client.workflow.signalWithStart(WORKFLOW_TYPE, {
    workflowId: publicationRunIdOf(issuerKeyId),
    taskQueue: TASK_QUEUE,
    args: [{ issuerKeyId }],
    signal: PUBLISH,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** Starts the publication of status under an issuer key, unless it runs. */
export async function startPublicationRun(client: Client, issuerKeyId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, {
      workflowId: publicationRunIdOf(issuerKeyId),
      taskQueue: TASK_QUEUE,
      args: [{ issuerKeyId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** The same; a run that is pinned to another build is ended before, where that build does not poll any more. */
export async function renewPublicationRun(
  client: Client,
  issuerKeyId: string,
  buildId: string,
): Promise<void> {
  await endRunOfOtherBuild(client, publicationRunIdOf(issuerKeyId), buildId);
  await startPublicationRun(client, issuerKeyId);
}

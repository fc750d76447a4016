import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { isOnOtherBuild } from './renew-run.ts';

/** Names of the workflow that follows certificates; `workflows` holds the code. */
const WORKFLOW_TYPE = 'certificateValidity';
const TASK_QUEUE = 'office';

/** Id of the run of the certificate of an order. */
export const validityRunIdOf = (orderId: string): string => `certificate-validity/${orderId}`;

/** Starts the run of a certificate, unless one is there. The caller knows that the certificate has not ended. */
export async function startValidityRun(client: Client, orderId: string): Promise<void> {
  try {
    await start(client, orderId, 'USE_EXISTING');
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Begins the run of a certificate anew, on the build that new runs go to: in one step with the end of the one that is
 * there, so that there is always one. Nothing is lost by it: each starts from its first line, and the database says what
 * was done.
 */
export const restartValidityRun = (client: Client, orderId: string): Promise<void> =>
  start(client, orderId, 'TERMINATE_EXISTING');

/** Long enough for a run that asks to be begun anew to fall asleep: none is cut short in the middle of a task. */
const RESTART_AFTER_MS = 1_000;

/** Begins a run anew soon. What is lost by a crash, or fails, is asked for again by the run. */
export function restartValidityRunSoon(client: Client, orderId: string): void {
  setTimeout(() => {
    restartValidityRun(client, orderId).catch(() => undefined);
  }, RESTART_AFTER_MS).unref();
}

async function start(
  client: Client,
  orderId: string,
  workflowIdConflictPolicy: 'USE_EXISTING' | 'TERMINATE_EXISTING',
): Promise<void> {
  await client.workflow.start(WORKFLOW_TYPE, {
    workflowId: validityRunIdOf(orderId),
    taskQueue: TASK_QUEUE,
    args: [{ orderId }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy,
  });
}

/** Sees to it that a certificate has a run on this build, as `renewRun` does for cases. */
export async function renewValidityRun(
  client: Client,
  orderId: string,
  buildId: string,
): Promise<void> {
  const isOther = await isOnOtherBuild(client, validityRunIdOf(orderId), buildId);
  await (isOther ? restartValidityRun(client, orderId) : startValidityRun(client, orderId));
}

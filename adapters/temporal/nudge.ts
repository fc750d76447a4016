import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  type Client,
} from '@temporalio/client';
import { tellRevocationRun } from './revocation-run.ts';

/** Which input of which case waits to be applied. Ids only. */
export interface Nudge {
  /** Of a kind that begins with `revocation`, the request for revocation. */
  readonly applicationId: string;
  readonly inputId: string;
  readonly kind: string;
}

/** Names of the workflow that carries cases; `workflows` holds the code. */
const WORKFLOW_TYPE = 'certificateLifecycle';
const TASK_QUEUE = 'office';
const UPDATE = 'apply';

/** Id of the run of a case. */
export const runIdOf = (applicationId: string): string => `certificate-lifecycle/${applicationId}`;

const startOptions = (applicationId: string) =>
  ({
    workflowId: runIdOf(applicationId),
    taskQueue: TASK_QUEUE,
    args: [{ applicationId }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  }) as const;

/** Starts the run of an open case, unless one is there. The caller knows that the case is open. */
export async function startRun(client: Client, applicationId: string): Promise<void> {
  try {
    await client.workflow.start(WORKFLOW_TYPE, startOptions(applicationId));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Tells a case's run that an input waits for it; the run is started where there is none. The application
 * itself starts the run and needs no more; any other input is an update that carries its id.
 */
export async function nudge(
  client: Client,
  { applicationId, inputId, kind }: Nudge,
): Promise<void> {
  if (kind.startsWith('revocation')) return tellRevocationRun(client, applicationId);
  if (kind === 'application') return startRun(client, applicationId);
  const startOperation = new WithStartWorkflowOperation(WORKFLOW_TYPE, startOptions(applicationId));
  await client.workflow.startUpdateWithStart(UPDATE, {
    args: [inputId],
    updateId: inputId,
    waitForStage: 'ACCEPTED',
    startWorkflowOperation: startOperation,
  });
}

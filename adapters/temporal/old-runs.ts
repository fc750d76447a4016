import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** A run that is open, and since when. */
export interface OldRun {
  readonly workflowId: string;
  readonly startedAt: Date;
}

/** Runs of whatever type that are open and were started before an instant; none, if all go over in time. */
export async function* oldRuns(client: Client, before: Date): AsyncGenerator<OldRun> {
  const query = `ExecutionStatus = 'Running' and StartTime < '${before.toISOString()}'`;
  for await (const { workflowId, startTime } of client.workflow.list({ query })) {
    yield { workflowId, startedAt: startTime };
  }
}

const VALIDITY = 'certificate-validity/';

/** Signal by which the run of a certificate goes over to the newest build. */
const ROLL_REQUESTED = 'rollRequested';

/**
 * Has the run of a certificate go over to the build that new runs go to. Runs of other types end by themselves, or are begun
 * anew by `toroku rebuild-workflows`.
 *
 * @returns whether it was a run of a certificate, and open
 */
export async function rollRun(client: Client, workflowId: string): Promise<boolean> {
  if (!workflowId.startsWith(VALIDITY)) return false;
  try {
    await client.workflow.getHandle(workflowId).signal(ROLL_REQUESTED);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

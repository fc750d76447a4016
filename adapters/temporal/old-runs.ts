import type { Client } from '@temporalio/client';

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

import type { Client } from '@temporalio/client';
import { runIdOf } from './nudge.ts';

/** Names of the workflow that carries cases; `workflows` holds the code. */
const WORKFLOW_TYPE = 'certificateLifecycle';

const PREFIX = runIdOf('');

const CASE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The runs of cases that are open, as Temporal lists them, one after the other. The list follows what
 * happens by a moment.
 */
export async function* openRuns(
  client: Client,
): AsyncGenerator<{ readonly caseId: string; readonly startedAt: Date }> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`;
  for await (const { workflowId, startTime } of client.workflow.list({ query })) {
    const caseId = workflowId.slice(PREFIX.length);
    if (workflowId.startsWith(PREFIX) && CASE_ID.test(caseId))
      yield { caseId, startedAt: startTime };
  }
}

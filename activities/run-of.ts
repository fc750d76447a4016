import { Context } from '@temporalio/activity';

/** The run that an entry is written from: `{workflow, runId, build}`, or nothing outside a workflow. */
export function runOf(build: string): { run?: { workflow: string; runId: string; build: string } } {
  try {
    const { workflowExecution } = Context.current().info;
    if (!workflowExecution) return {};
    return {
      run: { workflow: workflowExecution.workflowId, runId: workflowExecution.runId, build },
    };
  } catch {
    return {};
  }
}

import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { lotRunIdOf, startLotRun } from './lot-runs.ts';
import { runIdOf, startRun } from './nudge.ts';
import { revocationRunIdOf, startRevocationRun } from './revocation-run.ts';

/** Build on which a run is pinned; undefined without a run, or one that has not begun. */
async function buildOfRun(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    const { raw, status } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return undefined;
    const info = raw.workflowExecutionInfo?.versioningInfo;
    return info?.deploymentVersion?.buildId ?? undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Ends a run that is pinned to another build. Whoever calls begins another. */
export async function endRunOfOtherBuild(
  client: Client,
  workflowId: string,
  buildId: string,
): Promise<void> {
  const pinned = await buildOfRun(client, workflowId);
  if (pinned === undefined || pinned === buildId) return;
  await client.workflow.getHandle(workflowId).terminate(`build ${pinned} is gone`);
}

/**
 * Sees to it that an open case has a run on this build: a run pinned to another build is ended and begun
 * anew. Nothing is lost by it, because each run starts from its first line and the database holds what was
 * done; but a build that still polls should be left to finish its runs by itself.
 */
export async function renewRun(
  client: Client,
  applicationId: string,
  buildId: string,
): Promise<void> {
  await endRunOfOtherBuild(client, runIdOf(applicationId), buildId);
  await startRun(client, applicationId);
}

/** The same of a lot of letters. */
export async function renewLotRun(client: Client, lotId: string, buildId: string): Promise<void> {
  await endRunOfOtherBuild(client, lotRunIdOf(lotId), buildId);
  await startLotRun(client, lotId);
}

/** The same of a request for revocation. */
export async function renewRevocationRun(
  client: Client,
  requestId: string,
  buildId: string,
): Promise<void> {
  await endRunOfOtherBuild(client, revocationRunIdOf(requestId), buildId);
  await startRevocationRun(client, requestId);
}

/** Has the run of an open case begin from its first line, which looks at the case at once. */
export async function beginAnew(client: Client, applicationId: string): Promise<void> {
  const handle = client.workflow.getHandle(runIdOf(applicationId));
  await handle.terminate('begun anew').catch((error: unknown) => {
    // Without a run, or with one that has ended, there is nothing to end.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
  await startRun(client, applicationId);
}

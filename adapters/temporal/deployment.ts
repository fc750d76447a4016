import type { Client } from '@temporalio/client';

/** A build of the office's workers as Temporal knows it. */
export interface Build {
  readonly deploymentName: string;
  readonly buildId: string;
}

const TRIES = 120;
const PAUSE_MS = 250;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Makes a build the one that new runs go to; open runs stay on the build that began them. Temporal knows
 * a build only once its worker has polled, so it is asked again for half a minute.
 *
 * @throws Error of the last try.
 */
export async function promoteBuild(client: Client, build: Build): Promise<void> {
  for (let tries = TRIES; ; tries -= 1) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: client.options.namespace,
        deploymentName: build.deploymentName,
        buildId: build.buildId,
        version: `${build.deploymentName}.${build.buildId}`,
        identity: 'office-worker',
        ignoreMissingTaskQueues: true,
      });
      return;
    } catch (error) {
      if (tries <= 1) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

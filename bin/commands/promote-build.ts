import { promoteBuild } from '../../adapters/temporal/deployment.ts';
import { OFFICE_DEPLOYMENT } from '../../workflows/application/contract.ts';
import { readConfig } from '../config.ts';
import { lazyClient } from '../temporal-client.ts';

/**
 * `toroku promote-build`: sends new runs to the build of this office-worker; open runs stay on theirs.
 * Run with the office-worker's settings once its workers poll.
 *
 * @returns the build.
 */
export async function promoteThisBuild(): Promise<string> {
  const config = readConfig('office-worker');
  const client = lazyClient(config);
  await promoteBuild(client, { deploymentName: OFFICE_DEPLOYMENT, buildId: config.buildId });
  await client.connection.close();
  return config.buildId;
}

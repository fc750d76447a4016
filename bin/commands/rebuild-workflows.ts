import { notInArray } from 'drizzle-orm';
import { OFFICE_DEPLOYMENT } from '../../workflows/application/contract.ts';
import { promoteBuild } from '../../adapters/temporal/deployment.ts';
import { startRun } from '../../adapters/temporal/nudge.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { certificateApplications } from '../../db/schema/application.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/**
 * `toroku rebuild-workflows`: starts one run for every open case. The database is the record and Temporal
 * the executor (promise 10): after Temporal is lost, each case goes on from what is stored. A case that
 * has a run keeps it.
 *
 * @returns how many open cases there are.
 */
export async function rebuildWorkflows(): Promise<number> {
  const config = readConfig('office-worker');
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    const client = lazyClient(config);
    // Temporal that was lost has forgotten which build runs.
    await promoteBuild(client, { deploymentName: OFFICE_DEPLOYMENT, buildId: config.buildId });
    const open = await db
      .select({ id: certificateApplications.id })
      .from(certificateApplications)
      .where(notInArray(certificateApplications.state, FINAL));
    for (const { id } of open) await startRun(client, id);
    await client.connection.close();
    return open.length;
  } finally {
    await db.$client.end();
  }
}

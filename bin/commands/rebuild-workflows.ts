import type { Client } from '@temporalio/client';
import { notInArray } from 'drizzle-orm';
import { OFFICE_DEPLOYMENT } from '../../workflows/application/contract.ts';
import { promoteBuild } from '../../adapters/temporal/deployment.ts';
import { renewLotRun, renewRun } from '../../adapters/temporal/renew-run.ts';
import { openLots } from '../../db/dispatch/letter-lots.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { certificateApplications } from '../../db/schema/application.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/**
 * Sees to it that every open case, and every open lot of letters, has a run on a build.
 *
 * @returns how many open cases there are.
 */
export async function renewRuns(
  db: OfficeDatabase,
  client: Client,
  buildId: string,
): Promise<number> {
  const open = await db
    .select({ id: certificateApplications.id })
    .from(certificateApplications)
    .where(notInArray(certificateApplications.state, FINAL));
  for (const { id } of open) await renewRun(client, id, buildId);
  for (const id of await openLots(db)) await renewLotRun(client, id, buildId);
  return open.length;
}

/**
 * `toroku rebuild-workflows`: sees to it that every open case and lot of letters has a run on the office-worker's present
 * build. The database is the record and Temporal the executor (promise 10): after Temporal is lost, or the
 * build of a run is gone, each case goes on from what is stored.
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
    const count = await renewRuns(db, client, config.buildId);
    await client.connection.close();
    return count;
  } finally {
    await db.$client.end();
  }
}

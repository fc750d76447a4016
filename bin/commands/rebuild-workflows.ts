import type { Client } from '@temporalio/client';
import { and, gt, isNull, notInArray } from 'drizzle-orm';
import { OFFICE_DEPLOYMENT } from '../../workflows/application/contract.ts';
import { promoteBuild } from '../../adapters/temporal/deployment.ts';
import { renewLotRun, renewRevocationRun, renewRun } from '../../adapters/temporal/renew-run.ts';
import { renewPublicationRun } from '../../adapters/temporal/publication-run.ts';
import { renewRoomsOwnRun } from '../../adapters/temporal/rooms-own-run.ts';
import { renewValidityRun } from '../../adapters/temporal/validity-run.ts';
import { openLots } from '../../db/dispatch/letter-lots.ts';
import { signingKeys } from '../../db/revocation/rooms-own.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { certificateApplications } from '../../db/schema/application.ts';
import { certificates } from '../../db/schema/certificates.ts';
import { openRequests } from '../sweep-rows.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/**
 * Sees to it that every open case, every open lot of letters, every open request for revocation, every certificate that has not
 * ended, and the publication of every issuer key has a run on a build.
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
  await renewPublicationRuns(db, client, buildId);
  await renewRevocationRuns(db, client, buildId);
  await renewValidityRuns(db, client, buildId);
  return open.length;
}

/**
 * Sees to it that status is published under every key that has signed a certificate of ours, and that the office looks for what
 * the room revoked without it. The room begins the publication of its keys too, within half a minute, also of those that have
 * not signed yet.
 */
async function renewPublicationRuns(
  db: OfficeDatabase,
  client: Client,
  buildId: string,
): Promise<void> {
  for (const key of await signingKeys(db)) await renewPublicationRun(client, key, buildId);
  await renewRoomsOwnRun(client, buildId);
}

/** Sees to it that every request for revocation with something to happen has a run on a build. */
async function renewRevocationRuns(
  db: OfficeDatabase,
  client: Client,
  buildId: string,
): Promise<void> {
  for (let after = FIRST_ID; ;) {
    const page = await openRequests(db, after);
    for (const id of page) await renewRevocationRun(client, id, buildId);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** Certificates read at once: there are more of them than of open cases. */
const PAGE = 1_000;

/** Sees to it that every certificate that has not ended has a run on a build. */
async function renewValidityRuns(
  db: OfficeDatabase,
  client: Client,
  buildId: string,
): Promise<void> {
  for (let after = FIRST_ID; ;) {
    const page = await db
      .select({ id: certificates.orderId })
      .from(certificates)
      .where(and(isNull(certificates.endedAt), gt(certificates.orderId, after)))
      .orderBy(certificates.orderId)
      .limit(PAGE);
    for (const { id } of page) await renewValidityRun(client, id, buildId);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

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

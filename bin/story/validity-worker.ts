/**
 * Follows certificates, for `story -- validity`, as a build of the office-worker does: the workflows of the build on the
 * office's task queue, with the one activity that they need, on the office's database.
 */
import { Worker } from '@temporalio/worker';
import { advanceCertificate } from '../../activities/issuance/advance-certificate.ts';
import type { OfficeDependencies } from '../../activities/dependencies.ts';
import { promoteBuild } from '../../adapters/temporal/deployment.ts';
import { restartValidityRunSoon } from '../../adapters/temporal/validity-run.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { OFFICE_DEPLOYMENT, OFFICE_TASK_QUEUE } from '../../workflows/application/contract.ts';
import { readConfig } from '../config.ts';
import { announceReady } from '../instance/program.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';
import { workerOptions } from '../temporal-worker.ts';
import { workflowBundle } from '../workflow-bundle.ts';

const config = readConfig('office-worker');
const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
const db = openOfficeDatabase(url, 16);
// Nothing is due in the story, so nothing but these is asked for.
const deps = { db, build: config.buildId, now: () => new Date() } as OfficeDependencies;
const build = { deploymentName: OFFICE_DEPLOYMENT, buildId: config.buildId };
const client = lazyClient(config);
const worker = await Worker.create({
  ...(await workerOptions(config)),
  taskQueue: OFFICE_TASK_QUEUE,
  workflowBundle: await workflowBundle(config.buildId),
  activities: {
    advanceCertificate: (orderId: string) => advanceCertificate(deps, orderId),
    beginValidityAnew: async (orderId: string) => restartValidityRunSoon(client, orderId),
  },
  workerDeploymentOptions: {
    version: build,
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  },
});
const running = worker.run();
running.catch(() => process.exit(1));
await promoteBuild(client, build);

announceReady({
  async stop() {
    worker.shutdown();
    await running;
    await client.connection.close();
    await db.$client.end();
  },
});

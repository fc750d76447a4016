/**
 * `office-worker`: workflows and the office's activities; it sequences the office book, and nudges every
 * input that was received and not yet applied.
 */
import { Worker } from '@temporalio/worker';
import { LetterStore } from '../adapters/evidence-store/letter-store.ts';
import { askOcsp } from '../adapters/jlis/jlis-client.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import { promoteBuild } from '../adapters/temporal/deployment.ts';
import { tellPublicationRun } from '../adapters/temporal/publication-run.ts';
import { tellRevocationRun } from '../adapters/temporal/revocation-run.ts';
import { restartValidityRunSoon, startValidityRun } from '../adapters/temporal/validity-run.ts';
import { createOfficeActivities } from '../activities/create-activities.ts';
import { RevocationLists } from '../activities/identity/revocation-lists.ts';
import { createLotActivities } from '../activities/dispatch/watch-lot.ts';
import { createMassRevocationActivities } from '../activities/revocation/mass-revocation.ts';
import { createRevocationActivities } from '../activities/revocation/create-revocation-activities.ts';
import { createTakeInActivities } from '../activities/revocation/take-in-rooms-own.ts';
import { createRetentionActivities } from '../activities/retention/erase-chain.ts';
import { ed25519Signer } from '../books/note-signer.ts';
import { Sequencer } from '../db/books/sequencer.ts';
import { openOfficeDatabase } from '../db/office-database.ts';
import { isDomainError } from '../domain/errors.ts';
import { OFFICE_DEPLOYMENT, OFFICE_TASK_QUEUE } from '../workflows/application/contract.ts';
import { renewRuns } from './commands/rebuild-workflows.ts';
import { behindLine, watchBook } from './book-watch.ts';
import { startActDesk } from './act-desk.ts';
import { startAccessHours } from './access-hours.ts';
import { readConfig } from './config.ts';
import { announceReady } from './instance/program.ts';
import { openOfficeAnchoring } from './office-anchoring.ts';
import { openOfficeReconciliation } from './office-reconciliation.ts';
import { staffSignatures } from './staff-passkeys.ts';
import { startSweeper } from './sweeper.ts';
import { startManifestRenewal } from './manifest-renewal.ts';
import { publishDocuments } from './publish-documents.ts';
import { publishedFolder } from './publish-manifest.ts';
import { startListFetching } from './revocation-lists.ts';
import { openEvidence, publishReader, readAnchors, readKey, withPassword } from './parts.ts';
import { openOfficeSecond } from './second-medium.ts';
import { lazyClient } from './temporal-client.ts';
import { workerOptions } from './temporal-worker.ts';
import { workflowBundle } from './workflow-bundle.ts';

const config = readConfig('office-worker');
const db = openOfficeDatabase(
  withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile),
  24,
);

/** Without a book nothing may be decided: the program ends, and a start looks again. */
function onBroken(error: unknown): void {
  const isBehind = isDomainError(error, 'BooksBehind');
  const type = error instanceof Error && 'type' in error ? String(error.type) : 'unexpected';
  const what = isBehind ? behindLine('office', error) : type;
  console.error(`office-worker: the book cannot be sequenced: ${what}`);
  process.exit(70);
}

publishReader(config.evidenceDir, 'office', config.evidenceOfficeKeyFile);
const local = new TileStore(config.officeBookDir, { isDurable: false });
const second = openOfficeSecond(config);
const signer = ed25519Signer(config.officeBookOrigin, readKey(config.officeBookKeyFile));
// Before anything is worked on: a start on an older database writes nothing.
await watchBook({
  program: 'office-worker',
  db,
  files: [local, second].map((store) => (path) => store.read(path)),
  onBehind: onBroken,
});
// Another worker may hold the book for long; cases are worked on all the same, and their entries wait.
let sequencer: Sequencer | undefined;
Sequencer.start({
  pool: db.$client,
  origin: config.officeBookOrigin,
  local,
  second,
  signers: [signer],
  intervalMs: 100,
  onPublished: (tip) => db.fence.observe(tip),
  onBroken,
}).then((started) => {
  sequencer = started;
}, onBroken);

const anchoring = openOfficeAnchoring({ config, db, local, second, signer });
const evidence = openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile);
const letters = new LetterStore(config.evidenceDir);
const anchors = readAnchors(config.jpkiAnchorsDir);
const lists = new RevocationLists({ db, evidence, anchors });
const retention = createRetentionActivities({ db, evidence, now: () => new Date() });
const staff = staffSignatures(db, config.publicConsoleUrl);
const client = lazyClient(config);
const office = {
  db,
  evidence,
  anchors,
  lists,
  staff,
  letters,
  askJlis: (request: Buffer) =>
    askOcsp({
      url: config.jlisOcspUrl,
      request,
      timeoutMs: 15_000,
      answerMaxOctets: 64 * 1024,
    }),
  beginValidity: (orderId: string) => startValidityRun(client, orderId),
  beginValidityAnew: (orderId: string) => restartValidityRunSoon(client, orderId),
  beginPublication: (issuerKeyId: string) => tellPublicationRun(client, issuerKeyId),
  tellRevocation: (requestId: string) => tellRevocationRun(client, requestId),
  build: config.buildId,
  now: () => new Date(),
};
const activities = createOfficeActivities(office);

const reconciliation = openOfficeReconciliation({ config, db, local, second, evidence, client });
const build = { deploymentName: OFFICE_DEPLOYMENT, buildId: config.buildId };
const worker = await Worker.create({
  ...(await workerOptions(config)),
  taskQueue: OFFICE_TASK_QUEUE,
  workflowBundle: await workflowBundle(config.buildId),
  activities: {
    ...activities,
    ...createRevocationActivities(office),
    ...createMassRevocationActivities(office),
    ...createTakeInActivities(office),
    ...anchoring.activities,
    ...retention,
    ...createLotActivities({ db, now: () => new Date() }),
    ...reconciliation.activities,
  },
  maxConcurrentActivityTaskExecutions: 50,
  maxConcurrentLocalActivityExecutions: 50,
  // A run stays on the build that began it; the next build takes new runs only.
  workerDeploymentOptions: {
    version: build,
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  },
});
const running = worker.run();
running.catch(() => process.exit(1));

// In production two people release a build (`toroku promote-build`); here the newest one runs.
if (config.mode === 'development') {
  await promoteBuild(client, build);
  // Runs of a build that was here before would wait for it for ever; in production it still polls.
  renewRuns(db, client, config.buildId).catch(() => undefined);
}
const sweeper = startSweeper({ db, client, intervalMs: 2_000 });
const schedules = [anchoring.keepSchedule(client), reconciliation.keepSchedule()];
const accessHours = startAccessHours({ db, evidence, intervalMs: 60_000 });
const actDesk = startActDesk({
  db,
  evidence,
  staff,
  client,
  letters,
  kept: letters,
  now: () => new Date(),
  report: ({ what, id, code }) => console.error(`office-worker: ${what} ${id}: ${code}`),
  intervalMs: 500,
});
const listFetching = startListFetching({
  db,
  lists,
  urls: config.jlisListUrls ?? [],
  periodMs: config.jlisListPeriodSeconds * 1000,
  intervalMs: 5_000,
});
const documents = startManifestRenewal({
  folder: publishedFolder(
    { dir: config.documentsDir, publisher: 'office' },
    { origin: config.officeBookOrigin, seed: readKey(config.officeBookKeyFile) },
  ),
  publish: () => publishDocuments(db, config.documentsDir),
  report: (what) => console.error(`office-worker: published documents: ${what}`),
  intervalMs: 10_000,
});

announceReady({
  async stop() {
    sweeper.stop();
    for (const schedule of schedules) schedule.stop();
    await Promise.all([accessHours.stop(), actDesk.stop(), listFetching.stop(), documents.stop()]);
    worker.shutdown();
    try {
      await running;
    } finally {
      // Also of a worker that did not end well, what was committed is published.
      await sequencer?.stop();
    }
    await db.$client.end();
  },
});

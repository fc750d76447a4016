/**
 * `enclave-worker`: the activities of the room. It alone loads the HSM's module, holds the pen of the
 * enclave book, and listens nowhere: it polls.
 */
import { createHmac } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { LetterStore } from '../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import { relyingPartyAt } from '../adapters/webauthn/relying-party.ts';
import { bookActivities } from '../activities/anchoring/book-activities.ts';
import type { EnclaveActivities } from '../activities/contract.ts';
import type { RoomCodeActivities } from '../activities/key-delivery/contract.ts';
import type { RoomReconciliationActivities } from '../activities/reconciliation/contract.ts';
import type { EnclaveRetentionActivities } from '../activities/retention/contract.ts';
import type {
  RoomRevocationActivities,
  RoomsOwnActivities,
} from '../activities/revocation/contract.ts';
import { runOf } from '../activities/run-of.ts';
import { CosignatureRecord } from '../books/cosignature-record.ts';
import { openRoom } from '../enclave/open-room.ts';
import { publishAnswers } from '../enclave/status/ocsp/publish-answers.ts';
import { isDomainError } from '../domain/errors.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../workflows/anchoring/contract.ts';
import { ENCLAVE_ISSUE_TASK_QUEUE } from '../workflows/application/contract.ts';
import { publishVkeys, readKnownLog, readTimestampAnchors, readWitnessKeys } from './book-keys.ts';
import { behindLine } from './book-watch.ts';
import { readConfig } from './config.ts';
import { crlFilesOf } from './enclave-worker/publication/crl-files.ts';
import { openAnswerFiles } from './enclave-worker/answers/answer-files.ts';
import { keepAnswering } from './enclave-worker/answers/keep-answering.ts';
import { openWorkerToken } from './enclave-worker/open-token.ts';
import { keepPublishing } from './enclave-worker/publication/keep-publishing.ts';
import { withHeartbeat } from './enclave-worker/publication/with-heartbeat.ts';
import { evidenceThreadsOf } from './enclave-worker/start-evidence-thread.ts';
import { startManifestRenewal } from './manifest-renewal.ts';
import { publishedFolder } from './publish-manifest.ts';
import { announceReady } from './instance/program.ts';
import { openEvidence, readAnchors, readKey, withPassword } from './parts.ts';
import { openEnclaveSecond } from './second-medium.ts';
import { lazyClient } from './temporal-client.ts';
import { workerOptions } from './temporal-worker.ts';

const config = readConfig('enclave-worker');
const bookSeed = readKey(config.enclaveBookKeyFile);
// The room's person index has a secret of its own, so that its counts tell the office nothing.
const personKey = createHmac('sha256', bookSeed).update('toroku-person-key/1').digest();
const { token, by } = await openWorkerToken(config);

/** A module or key that is not as it is registered cannot be mended by a start: people look first. */
function onUnfit(error: unknown): never {
  if (!isDomainError(error)) throw error;
  console.error(`enclave-worker: nothing is signed: ${error.type}: ${error.message}`);
  return process.exit(isPassing(error) ? 69 : 78);
}

const isPassing = (error: unknown): boolean =>
  isDomainError(error, 'HsmUnavailable') || isDomainError(error, 'DatabaseUnavailable');

let isEnding = false;

/** The book cannot be written: nothing may be signed, so the program ends and a start looks again. */
function onBroken(error: unknown): void {
  if (isEnding) return;
  const isBehind = isDomainError(error, 'BooksBehind');
  const what = isBehind ? behindLine('enclave', error) : nameOf(error);
  console.error(`enclave-worker: the book cannot be written: ${what}`);
  process.exit(70);
}

function nameOf(error: unknown): string {
  return error instanceof Error && 'type' in error ? String(error.type) : 'unexpected';
}

const opened = await openRoom({
  databaseUrl: withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile),
  token,
  evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
  letters: new LetterStore(config.evidenceDir),
  anchors: readAnchors(config.jpkiAnchorsDir),
  book: {
    origin: config.enclaveBookOrigin,
    local: new TileStore(config.enclaveBookDir, { isDurable: false }),
    second: openEnclaveSecond(config),
    seed: bookSeed,
  },
  personKey,
  evidenceThreads: evidenceThreadsOf(config, personKey),
  relyingParty: relyingPartyAt(config.publicConsoleUrl),
  capPerHour: config.issuanceCapPerHour,
  build: config.buildId,
  isTrial: config.mode === 'development',
  onBroken,
}).catch((error: unknown) => {
  if (isDomainError(error, 'BooksBehind')) onBroken(error);
  throw error;
});

const { room, issuer, codes, eraseChain, reconciliation, anchoredBook, keysInUse, close } = opened;
const { revocations } = opened;
await keysInUse.begin(by, config.mode === 'production').catch(onUnfit);

/** How long a restore beneath a room that writes nothing goes unnoticed. */
const LOOK_EVERY_MS = 500;
// What it finds breaks the book, and so ends the program; a database that is away says nothing.
const look = setInterval(() => {
  room.book.assertNotBehind().catch(() => undefined);
}, LOOK_EVERY_MS);

const answerFiles = openAnswerFiles({
  dir: config.repositoryDir,
  repositoryUrl: config.publicRepositoryUrl,
});
const answerRoom = opened.answering(answerFiles);
const answering = keepAnswering(answerRoom);
const publisher = opened.publishing({
  files: crlFilesOf(config),
  answer: (issuerKeyId, serials) => publishAnswers(answerRoom, { issuerKeyId, serials }),
});
const publishing = keepPublishing({
  client: lazyClient(config),
  keys: opened.statusKeys,
  // In production the build before polls still, and its runs go over to this one by themselves.
  buildId: config.mode === 'development' ? config.buildId : undefined,
});

const activities: EnclaveActivities = {
  issueCertificate: (request) => issuer.issue(request, runOf(config.buildId).run),
};

const codeActivities: RoomCodeActivities = {
  makeCode: (request) => codes.make(request, runOf(config.buildId).run),
  redeemCode: (request) => codes.redeem(request, runOf(config.buildId).run),
  noteCodePosted: (posted) => codes.notePosted(posted, runOf(config.buildId).run),
  endCode: (request) => codes.end(request, runOf(config.buildId).run),
};

const retention: EnclaveRetentionActivities = {
  eraseInRoom: (order) => eraseChain(order, runOf(config.buildId).run),
};

const reconciling: RoomReconciliationActivities = {
  countRoom: (plan) => reconciliation.count(plan, runOf(config.buildId).run),
  stopSigning: (cause) => reconciliation.stopSigning(cause, runOf(config.buildId).run),
};

const revoking: RoomRevocationActivities & RoomsOwnActivities = {
  recordRevocations: (orders) => revocations.record(orders, runOf(config.buildId).run),
  suspendCertificate: (order) => revocations.suspend(order, runOf(config.buildId).run),
  releaseCertificate: (order) => revocations.release(order, runOf(config.buildId).run),
  upgradeReason: (order) => revocations.upgrade(order, runOf(config.buildId).run),
  listRoomsOwnRevocations: (after) => revocations.listRoomsOwn(after),
  publishStatus: (order) => withHeartbeat(() => publisher.publish(order)),
};

// Whose checkpoints the room believes is what lies in its folder of keys: people put it there.
const book = anchoredBook(() => runOf(config.buildId).run);
publishVkeys(
  config.bookKeysDir,
  'enclave',
  book.self.verifiers.map(({ vkey }) => vkey),
);
const record = new CosignatureRecord(book, {
  other: () => readKnownLog(config.bookKeysDir, 'office'),
  witnesses: () => readWitnessKeys(config.bookKeysDir),
  authorities: () => readTimestampAnchors(config.bookKeysDir),
});

const options = await workerOptions(config);
const workers = [
  await Worker.create({
    ...options,
    taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
    activities: { ...activities, ...codeActivities },
    maxConcurrentActivityTaskExecutions: 64,
  }),
  await Worker.create({
    ...options,
    taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
    activities: { ...bookActivities(record), ...retention, ...reconciling, ...revoking },
    // A revocation waits behind no erasure and no anchoring; those that come together share a checkpoint.
    maxConcurrentActivityTaskExecutions: 32,
  }),
];
const running = Promise.all(workers.map((worker) => worker.run()));
running.catch((error: unknown) => {
  console.error(`enclave-worker: ${nameOf(error)}`);
  process.exit(1);
});
// Files come from activities and from commands in the room alike; whoever put them there, they are signed for here.
const manifest = startManifestRenewal({
  folder: publishedFolder(
    { dir: config.repositoryDir, publisher: 'enclave' },
    { origin: config.enclaveBookOrigin, seed: bookSeed },
  ),
  report: (what) => console.error(`enclave-worker: published files: ${what}`),
  intervalMs: 5_000,
});

announceReady({
  async stop() {
    clearInterval(look);
    await manifest.stop();
    for (const worker of workers) worker.shutdown();
    await running;
    await publishing.end();
    await answering.end();
    await answerFiles.close();
    // A book that another holds by now, or cannot be written, is no reason not to end in good order.
    isEnding = true;
    // Nor is a token that is away: the next activation stands for the entry.
    const { state } = token.health;
    if (state === 'ready' || state === 'degraded') {
      await keysInUse.end('stopped').catch(() => undefined);
    }
    await close();
    token.close();
  },
});

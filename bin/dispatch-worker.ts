/**
 * `dispatch-worker`: mails to applicants and events to portals. It listens nowhere. What is to be sent stands in the table of
 * dispatches; the queue that carries it holds ids and may be lost.
 */
import { writeFileSync } from 'node:fs';
import { openFolderMailer, openSmtpMailer, type Mailer } from '../adapters/mail/mailer.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import { webhookKeyFrom } from '../adapters/webhook/sign-webhook.ts';
import { showWebhookKey } from '../db/dispatch/webhook-keys.ts';
import { openOfficeDatabase } from '../db/office-database.ts';
import { startFeeder } from '../queues/feed-queue.ts';
import { mailChannel } from '../queues/mail-channel.ts';
import { webhookChannel } from '../queues/webhook-channel.ts';
import { watchBook } from './book-watch.ts';
import { readConfig } from './config.ts';
import { announceReady } from './instance/program.ts';
import { openEvidence, readKey, readSecret } from './parts.ts';

const TIMEOUT_MS = 10_000;

const config = readConfig('dispatch-worker');
const isDevelopment = config.mode === 'development';
const db = openOfficeDatabase(config.officeDatabaseUrl, 16);
const now = (): Date => new Date();

function openMailer(): Mailer {
  const { mailUrl, mailUser, mailPasswordFile, mailDir, mailFrom: from } = config;
  if (mailUrl === undefined) return openFolderMailer({ folder: mailDir ?? '', from });
  const password = mailPasswordFile === undefined ? undefined : readSecret(mailPasswordFile);
  const isTlsRequired = !isDevelopment;
  return openSmtpMailer({
    url: mailUrl,
    user: mailUser,
    password,
    isTlsRequired,
    from,
    timeoutMs: TIMEOUT_MS,
  });
}

const book = new TileStore(config.officeBookDir, { isDurable: false });
await watchBook({ program: 'dispatch-worker', db, files: [(path) => book.read(path)] });
const key = webhookKeyFrom(readKey(config.webhookKeyFile));
await showWebhookKey(db, key, now());
const mailer = openMailer();
const evidence = openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile);
const feeder = startFeeder({
  db,
  now,
  channels: {
    mail: mailChannel({ db, evidence, mailer }),
    webhook: webhookChannel(db, {
      key,
      timeoutMs: TIMEOUT_MS,
      isLoopbackAllowed: isDevelopment,
    }),
  },
  queueUrl: config.queueDatabaseUrl,
  intervalMs: 1_000,
  report: (code) => console.error(`dispatch-worker: ${code ?? 'carries again'}`),
  onRound: () => {
    if (config.heartbeatFile !== undefined) writeFileSync(config.heartbeatFile, '');
  },
});

announceReady({
  async stop() {
    await feeder.stop();
    mailer.close();
    await db.$client.end();
  },
});

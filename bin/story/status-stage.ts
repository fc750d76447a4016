import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { createOfficeActivities } from '../../activities/create-activities.ts';
import type { OfficeDependencies } from '../../activities/dependencies.ts';
import { createRevocationActivities } from '../../activities/revocation/create-revocation-activities.ts';
import { startPublicationRun } from '../../adapters/temporal/publication-run.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { createRepositoryApp } from '../../api/repository/app.tsx';
import { ocspListener, serverBehind } from '../../api/repository/ocsp-routes.ts';
import { ocspResponder } from '../../api/repository/ocsp.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { openBenchRoom, type BenchRoom } from '../bench/open-bench-room.ts';
import { publishFrom } from '../bench/publish-from-room.ts';
import { parseConfig, type Config } from '../config.ts';
import type { Instance } from '../instance/options.ts';
import { workflowBundle } from '../workflow-bundle.ts';
import { skipTime, type SkippedTime } from './skipped-time.ts';

/** A room that publishes status in the time of a server that skips it. */
export interface StatusStage {
  readonly time: SkippedTime;
  readonly room: BenchRoom;
  /** As the office reads it. */
  readonly db: OfficeDatabase;
  /** Begins the run of an issuer key. */
  begin(issuerKeyId: string): Promise<void>;
  /** Makes answers anew that are due, as the room's program does hour by hour. @returns how many */
  refresh(issuerKeyId: string): Promise<number>;
  /** Takes the token out of the machine, or puts it back and waits until it signs. */
  setToken(isThere: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Shorter than a program waits: the days of the story have thousands of attempts. */
const TOKEN_WAIT_MS = 25;
const TOKEN_BACK_MS = 60_000;

function roomConfig(instance: Instance): Config<'enclave-worker'> {
  const env = instance.environmentOf('enclave-worker');
  const { config, problems } = parseConfig('enclave-worker', env);
  if (!config) throw new Error(problems.join(', '));
  return config;
}

/** The repository as its program is, at the address that certificates name; on a clock of its own. */
export async function openRepository(instance: Instance, now: () => Date) {
  const { repositoryDir: dir, publicRepositoryUrl } = roomConfig(instance);
  const app = createRepositoryApp({
    dir,
    documentsDir: join(instance.dataDir, 'documents'),
    publicUrl: publicRepositoryUrl,
    isDevelopment: true,
    isSecure: false,
    now,
  });
  const listener = ocspListener(ocspResponder({ dir, now }), (code) => console.error(code));
  const server = serve({
    fetch: app.fetch,
    createServer: serverBehind(listener),
    port: instance.ports.repository,
    hostname: '127.0.0.1',
  });
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return {
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

function officeDependencies(
  room: BenchRoom,
  db: OfficeDatabase,
  now: () => Date,
): OfficeDependencies {
  return {
    db,
    evidence: room.officeEvidence,
    anchors: room.jlis.anchors.map(readCertificate),
    askJlis: async () => ({ none: 'notAsked' }),
    build: 'story',
    now,
  };
}

/**
 * Opens the stage on an instance that has PostgreSQL and SoftHSM: the workflow and the office's activities as the office-worker has
 * them, the real room, and files that are read back over HTTP.
 */
export async function openStatusStage(
  instance: Instance,
  clock: { ms: number },
): Promise<StatusStage> {
  const config = roomConfig(instance);
  const now = (): Date => new Date(clock.ms);
  const room = await openBenchRoom(instance, { clock: now, waitMs: TOKEN_WAIT_MS });
  const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 4);
  const publishing = publishFrom(room, config);
  const deps = officeDependencies(room, db, now);
  const { BUILD_ID = '' } = instance.environmentOf('office-worker');
  const time = await skipTime(clock, {
    office: { ...createOfficeActivities(deps), ...createRevocationActivities(deps) },
    room: { issueCertificate: (request) => room.issuer.issue(request) },
    status: {
      recordRevocations: (orders) => room.revocations.record(orders),
      suspendCertificate: (order) => room.revocations.suspend(order),
      releaseCertificate: (order) => room.revocations.release(order),
      upgradeReason: (order) => room.revocations.upgrade(order),
      publishStatus: (order) => publishing.publish(order),
      listRoomsOwnRevocations: (after) => room.revocations.listRoomsOwn(after),
    },
    workflowBundle: await workflowBundle(BUILD_ID),
  });
  const tokens = join(instance.dataDir, 'hsm', 'tokens');
  return {
    time,
    room,
    db,
    begin: (issuerKeyId) => startPublicationRun(time.client, issuerKeyId),
    refresh: (issuerKeyId) => publishing.refresh(issuerKeyId),
    async setToken(isThere) {
      if (!isThere) return renameSync(tokens, `${tokens}.away`);
      renameSync(`${tokens}.away`, tokens);
      const end = Date.now() + TOKEN_BACK_MS;
      while (room.token.health.state !== 'ready') {
        if (Date.now() > end) throw new Error(`token is ${room.token.health.state}`);
        await sleep(100);
      }
    },
    async close() {
      await time.close();
      await publishing.close();
      await db.$client.end();
      await room.close();
    },
  };
}

import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import { createOfficeActivities } from '../../activities/create-activities.ts';
import { askOcsp } from '../../adapters/jlis/jlis-client.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { TokenBuckets } from '../../api/middleware/token-buckets.ts';
import { createPortalApp } from '../../api/portal/app.ts';
import { createIssuerCertificates } from '../../db/application/issuer-certificates.ts';
import { createPortalRecords } from '../../db/portal-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import { createSimulatorServer } from '../../simulator/server.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { openBenchRoom, type BenchRoom } from '../bench/open-bench-room.ts';
import { parseConfig } from '../config.ts';
import { PORTAL } from '../demonstration/documents.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import { openEvidence, readAnchors, readKey } from '../parts.ts';
import { workflowBundle } from '../workflow-bundle.ts';
import { skipTime, type SkippedTime } from './skipped-time.ts';

/** Portal, office, room and J-LIS on the clock of a server that skips time. */
export interface OutageStage {
  readonly portal: PortalClient;
  readonly jlis: Jlis;
  /** As the office reads it. */
  readonly db: OfficeDatabase;
  readonly time: SkippedTime;
  /** Takes J-LIS off the network, or puts it back where it was. */
  setReachable(isReachable: boolean): Promise<void>;
  close(): Promise<void>;
}

const LOCAL = '127.0.0.1';
const NO_LIMIT = 100_000_000;

async function listen(fetch: Parameters<typeof serve>[0]['fetch'], port = 0): Promise<ServerType> {
  const server = serve({ fetch, port, hostname: LOCAL });
  if (!server.listening) await once(server, 'listening');
  return server;
}

const portOf = (server: ServerType): number => (server.address() as AddressInfo).port;

async function stop(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}

/** J-LIS behind a port of its own, which it can leave and come back to. */
async function networkOf(jlis: Jlis) {
  const { fetch } = createSimulatorServer(jlis);
  let server: ServerType | undefined = await listen(fetch);
  const port = portOf(server);
  return {
    url: `http://${LOCAL}:${port}/ocsp`,
    async setReachable(isReachable: boolean): Promise<void> {
      if (server && !isReachable) await stop(server);
      server = isReachable ? (server ?? (await listen(fetch, port))) : undefined;
    },
  };
}

/** The portal API as its program has it, without nudges: runs are begun by the story. */
function portalApp(instance: Instance, db: OfficeDatabase, now: () => Date) {
  const { config, problems } = parseConfig('portal', instance.environmentOf('portal'));
  if (!config) throw new Error(problems.join(', '));
  return createPortalApp({
    records: createPortalRecords(db, { areStaticTokensTaken: true }),
    evidence: openEvidence(config.evidenceDir, 'portal', config.evidencePortalKeyFile),
    limits: {
      portals: new TokenBuckets({ perMinute: NO_LIMIT }),
      strangers: new TokenBuckets({ perMinute: NO_LIMIT }),
      subscribers: new TokenBuckets({ perMinute: NO_LIMIT }),
    },
    lifecycle: { nudge: async () => undefined },
    issuerCertificate: createIssuerCertificates(db),
    anchors: readAnchors(config.jpkiAnchorsDir),
    misuseKey: createSecretKey(readKey(config.misuseKeyFile)),
    judgeWebhookUrl: () => Promise.resolve(undefined),
    revocationTelephone: config.revocationTelephone,
    publicUrl: config.publicPortalUrl,
    now,
    report: (incident) => console.error(JSON.stringify({ incident })),
  });
}

interface Beneath {
  readonly room: BenchRoom;
  readonly db: OfficeDatabase;
  readonly ocspUrl: string;
  readonly clock: { readonly ms: number };
}

/** The office's activities as its worker has them, J-LIS over HTTP included. */
const officeOf = ({ room, db, ocspUrl: url, clock }: Beneath) =>
  createOfficeActivities({
    db,
    evidence: room.officeEvidence,
    anchors: room.jlis.anchors.map(readCertificate),
    askJlis: (request) => askOcsp({ url, request, timeoutMs: 15_000, answerMaxOctets: 64 * 1024 }),
    build: 'story',
    now: () => new Date(clock.ms),
  });

/**
 * Opens the stage on an instance that has PostgreSQL and SoftHSM: the real activities of office and room
 * under their own database roles, the portal API and J-LIS over HTTP. Everything but PostgreSQL lives in
 * the time of the Temporal server.
 */
export async function openOutageStage(instance: Instance): Promise<OutageStage> {
  await runCommand(instance.environmentOf('office-worker'), 'adopt');
  const clock = { ms: Date.now() };
  const now = (): Date => new Date(clock.ms);
  const room = await openBenchRoom(instance, { clock: now });
  const network = await networkOf(room.jlis);
  const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 16);
  const portalDb = openOfficeDatabase(instance.databaseUrl('toroku_portal'), 8);
  const portal = await listen(portalApp(instance, portalDb, now).fetch);
  const { BUILD_ID = '' } = instance.environmentOf('office-worker');
  const time = await skipTime(clock, {
    office: officeOf({ room, db, ocspUrl: network.url, clock }),
    room: { issueCertificate: (request) => room.issuer.issue(request) },
    workflowBundle: await workflowBundle(BUILD_ID),
  });
  return {
    portal: new PortalClient(`http://${LOCAL}:${portOf(portal)}`, PORTAL.token),
    jlis: room.jlis,
    db,
    time,
    setReachable: (isReachable) => network.setReachable(isReachable),
    async close() {
      await time.close();
      await network.setReachable(false);
      await stop(portal);
      await room.close();
      await Promise.all([db.$client.end(), portalDb.$client.end()]);
    },
  };
}

/**
 * `portal`: the API for applicant portals. It records what comes and then nudges the run of the case; with
 * Temporal away it goes on receiving, and the office-worker's sweeper nudges later.
 */
import { createSecretKey } from 'node:crypto';
import { serve } from '@hono/node-server';
import { judgeWebhookUrl } from '../adapters/webhook/webhook-address.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import { TokenBuckets } from '../api/middleware/token-buckets.ts';
import { createPortalApp } from '../api/portal/app.ts';
import type { PortalDependencies } from '../api/portal/dependencies.ts';
import { createRedeemDesk } from '../api/portal/key-delivery/office-desk.ts';
import { createIssuerCertificates } from '../db/application/issuer-certificates.ts';
import { createPortalRecords } from '../db/portal-records.ts';
import { createCodeStandings } from '../db/key-delivery/code-standing.ts';
import { openOfficeDatabase } from '../db/office-database.ts';
import { watchBook } from './book-watch.ts';
import { readConfig } from './config.ts';
import { announceReady } from './instance/program.ts';
import { readAnchors, readKey, withPassword } from './parts.ts';
import { openKeptEvidence } from './portal/open-kept-evidence.ts';
import { openRunNudges } from './run-nudges.ts';

const config = readConfig('portal');
const db = openOfficeDatabase(
  withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile),
  16,
);
const book = new TileStore(config.officeBookDir, { isDurable: false });
await watchBook({ program: 'portal', db, files: [(path) => book.read(path)] });
const runs = openRunNudges(config);
const deps: PortalDependencies = {
  records: createPortalRecords(db, { areStaticTokensTaken: config.mode !== 'production' }),
  evidence: openKeptEvidence({
    dir: config.evidenceDir,
    keyFile: config.evidencePortalKeyFile,
  }),
  fence: {
    get behind() {
      return db.fence.behind;
    },
    look: () => db.fence.assertHolds(db.$client),
  },
  limits: {
    // Each portal has a number of its own in the register.
    portals: new TokenBuckets({ perMinute: 1 }),
    strangers: new TokenBuckets({ perMinute: config.strangerRequestsPerMinute }),
    subscribers: new TokenBuckets({ perMinute: config.strangerRequestsPerMinute }),
  },
  lifecycle: { nudge: runs.nudge },
  issuerCertificate: createIssuerCertificates(db),
  anchors: readAnchors(config.jpkiAnchorsDir),
  misuseKey: createSecretKey(readKey(config.misuseKeyFile)),
  judgeWebhookUrl: (url) =>
    judgeWebhookUrl(url, { isLoopbackAllowed: config.mode === 'development' }),
  trustedProxies: config.trustedProxies ?? [],
  revocationTelephone: config.revocationTelephone,
  publicUrl: config.publicPortalUrl,
  isDevelopment: config.mode === 'development',
  ...(config.sandbox === 'on' && config.simulatorUrl !== undefined
    ? { sandbox: { simulatorUrl: config.simulatorUrl } }
    : {}),
  now: () => new Date(),
  report: (incident) => console.error(JSON.stringify({ incident })),
};
const redemption = createRedeemDesk(deps, createCodeStandings(db));
const app = createPortalApp({ ...deps, redemption });

const server = serve(
  { fetch: app.fetch, port: config.portalPort, hostname: config.listenAddress },
  () => announceReady({ stop }),
);

/** Finishes the requests under way; a nudge that is lost here the sweeper repeats. */
async function stop(): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
  await db.$client.end();
  await runs.close();
}

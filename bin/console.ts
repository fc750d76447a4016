/**
 * `console`: pages for staff and auditors. It reads the office's records and evidence, writes sessions, passkeys, reads
 * of personal data and inputs of cases, and then nudges the run of the case; with Temporal away it goes on, and the
 * office-worker's sweeper nudges later.
 */
import { serve } from '@hono/node-server';
import { createConsoleApp } from '../api/console/app.tsx';
import { LetterStore } from '../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import type { Incident } from '../api/console/dependencies.ts';
import { makeSignInLinks } from '../api/console/governance/sign-in-links.ts';
import { openConsoleRecords } from '../db/inspection/console-records.ts';
import { openOfficeDatabase } from '../db/office-database.ts';
import { watchBook } from './book-watch.ts';
import { readConfig } from './config.ts';
import { staffIdentityProvider } from './staff-identity-provider.ts';
import { announceReady } from './instance/program.ts';
import { openEvidence, readKey } from './parts.ts';
import { openRunNudges } from './run-nudges.ts';
import { staffSignatures } from './staff-passkeys.ts';

const config = readConfig('console');
const isDevelopment = config.mode === 'development';
const db = openOfficeDatabase(config.officeDatabaseUrl, 8);
const book = new TileStore(config.officeBookDir, { isDurable: false });
await watchBook({ program: 'console', db, files: [(path) => book.read(path)] });
const records = openConsoleRecords(db);

/** Names and places alone: messages of libraries can carry what a query was asked with. */
function report({ id, method, route, error }: Incident): void {
  const { name, stack, cause } = error instanceof Error ? error : new Error('not an error');
  const { code } = (cause ?? {}) as { code?: unknown };
  const places = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  console.error(
    `console: incident ${id}: ${method} ${route}: ${name} ${typeof code === 'string' ? code : ''}`,
  );
  console.error(places.slice(0, 8).join('\n'));
}

const sessionKey = readKey(config.sessionKeyFile);

/** Production does not even load the code that makes them. */
async function softwarePasskeysOf(seed: Buffer) {
  const { registerSoftwarePasskeys } = await import('./software-passkeys.ts');
  return registerSoftwarePasskeys(records, { seed, now: new Date() });
}

const softwarePasskeys = isDevelopment ? await softwarePasskeysOf(sessionKey) : undefined;

const identityProvider = staffIdentityProvider(config);

const ending = new AbortController();
const runs = openRunNudges(config);
const app = createConsoleApp({
  records,
  evidence: openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile),
  letters: new LetterStore(config.evidenceDir),
  settings: {
    isDevelopment,
    origin: new URL(config.publicConsoleUrl).origin,
    isSecure: config.publicConsoleUrl.startsWith('https:'),
    build: config.buildId,
    terminal: 'development',
    ...(config.terminalHeader && { terminalHeader: config.terminalHeader }),
    sessionKey,
  },
  figures: (path) => book.read(path),
  ...(softwarePasskeys && { softwarePasskeys }),
  ...(identityProvider && { identityProvider }),
  deciding: {
    ...staffSignatures(db, config.publicConsoleUrl),
    nudge: runs.nudge,
  },
  isBehind: () => db.fence.behind !== undefined,
  ending: ending.signal,
  now: () => new Date(),
  report,
});

const links = isDevelopment
  ? await makeSignInLinks(records, { consoleUrl: config.publicConsoleUrl, now: new Date() })
  : {};

const server = serve(
  { fetch: app.fetch, port: config.consolePort, hostname: config.listenAddress },
  () => {
    announceReady({
      links,
      async stop() {
        ending.abort();
        await new Promise((resolve) => {
          server.close(resolve);
          // Browsers keep connections open that nothing travels on any more.
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        });
        await db.$client.end();
        await runs.close();
      },
    });
  },
);

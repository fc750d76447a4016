import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import {
  publicHalf,
  readerKeyFrom,
  type Reader,
} from '../../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { judgeWebhookUrl } from '../../../adapters/webhook/webhook-address.ts';
import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import { createPortalApp } from '../../../api/portal/app.ts';
import type { PortalDependencies, ReceivedInput } from '../../../api/portal/dependencies.ts';
import type { Incident } from '../../../api/middleware/incident.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { canonicalOctets, type CanonicalValue } from '../../../books/canonical-json.ts';
import { createIssuerCertificates } from '../../../db/application/issuer-certificates.ts';
import { createPortalRecords } from '../../../db/application/portal-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { governanceDocuments, portals } from '../../../db/schema/governance.ts';
import type { AccreditationsDocument } from '../../../domain/governance/certificate-service.ts';
import { PortalClient } from '../../../simulator/portal-client.ts';
import { NO_LIMITS } from './fakes.ts';

/** Services of the tests: one where a key may come with the application, one where the code is needed. */
const ACCREDITATIONS: AccreditationsDocument = {
  v: 1,
  services: [
    {
      id: 'together',
      name: { ja: '同時送付', en: 'Together' },
      accreditationsHeld: 'jpkiItem5',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: true,
      certificateTypes: ['basic', 'attribute'],
      jlisAgreement: 'inForce',
    },
    {
      id: 'by-code',
      name: { ja: '識別符号', en: 'By code' },
      accreditationsHeld: 'act',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: false,
      certificateTypes: ['basic'],
      jlisAgreement: 'inForce',
    },
  ],
};

const EFFECTIVE_FROM = new Date('2026-10-01T00:00:00+09:00');

/** Tokens of the registered portals. */
export const TOKENS = {
  own: 'token-of-the-own-portal',
  other: 'token-of-another-portal',
  closed: 'token-of-a-closed-portal',
};

const document = (documentType: string, content: Buffer) => ({
  documentType,
  version: '2026-10-01',
  sha256: createHash('sha256').update(content).digest('hex'),
  content,
  effectiveFrom: EFFECTIVE_FROM,
});

async function adopt(db: OfficeDatabase): Promise<void> {
  await db
    .insert(governanceDocuments)
    .values([
      document('accreditations', canonicalOctets(ACCREDITATIONS as unknown as CanonicalValue)),
      document('explanation', Buffer.from('重要事項説明')),
    ]);
  await db.insert(portals).values(
    Object.entries(TOKENS).map(([name, token]) => ({
      id: `${name}-portal`,
      name,
      tokenSha256: createHash('sha256').update(token).digest('hex'),
      applicationsPerHour: 1000,
      isOpen: name !== 'closed',
    })),
  );
}

/** A lifecycle that only notes what it is told, and can be away. */
export class NotedLifecycle {
  readonly nudges: ReceivedInput[] = [];
  isAway = false;

  async nudge(input: ReceivedInput): Promise<void> {
    if (this.isAway) throw new Error('Temporal is away');
    this.nudges.push(input);
  }
}

/** A request that no client would send. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly portal?: keyof typeof TOKENS | 'unknown' | 'none';
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Last part of a problem's type; undefined if it is none. */
  readonly problem: string | undefined;
  readonly json: Record<string, unknown>;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Sends to an API at an address. */
export async function send(url: string, request: RawRequest): Promise<RawAnswer> {
  const { method, path, portal = 'own', headers = {}, body } = request;
  const token = portal === 'unknown' ? 'token-of-nobody' : portal === 'none' ? '' : TOKENS[portal];
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const json = parsed(text);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  const problem = isProblem ? String(json['type']).split('/problems/')[1] : undefined;
  return { status: response.status, headers: response.headers, text, problem, json };
}

/** A whole portal API on a real database and a real evidence store. */
export interface Office {
  /** What runs beneath: PostgreSQL alone. */
  readonly instance: Instance;
  /** With the rights of the owner, for what other programs do and for looking. */
  readonly db: OfficeDatabase;
  /** As the office reads it; the API opens it as the portal. */
  readonly evidence: EvidenceStore;
  readonly evidenceDir: string;
  readonly lifecycle: NotedLifecycle;
  readonly incidents: Incident[];
  readonly deps: PortalDependencies;
  readonly url: string;
  /** CA certificates of JPKI that the API trusts; filled by tests that need them. */
  readonly anchors: X509Certificate[];
  /** Milliseconds that the API's clock is ahead. */
  clockAheadMs: number;
  readonly client: (portal?: keyof typeof TOKENS) => PortalClient;
  /** As if the API had been started anew: of no chain it holds a key. */
  readonly forgetKeys: () => void;
  /** Sends a request as it is, and reads whatever comes back. */
  readonly send: (request: RawRequest) => Promise<RawAnswer>;
  readonly close: () => Promise<void>;
}

/** An evidence store with keys of its own, to be opened as each reader. */
function evidenceIn(dir: string): (name: Reader) => EvidenceStore {
  const [office, enclave, portal] = [0, 1, 2].map(() => readerKeyFrom(randomBytes(32)));
  if (!office || !enclave || !portal) throw new Error('three keys were made');
  const keys = { office, enclave, portal };
  const publicKeys = {
    office: publicHalf(office),
    enclave: publicHalf(enclave),
    portal: publicHalf(portal),
  };
  return (name) => new EvidenceStore({ dir, publicKeys, reader: { name, key: keys[name] } });
}

/** Opens one: PostgreSQL of its own, documents and portals adopted, the API behind a port. */
export async function openOffice(): Promise<Office> {
  const dataDir = temporaryDataDirectory();
  const instance = await startInstance({ dataDir, only: 'postgres' });
  const db = openOfficeDatabase(instance.databaseUrl('toroku_office_owner'), 16);
  await adopt(db);
  // The API has the rights of its own role, and no more.
  const portalDb = openOfficeDatabase(instance.databaseUrl('toroku_portal'), 16);

  const evidenceDir = mkdtempSync(join(tmpdir(), 'evidence-'));
  const openAs = evidenceIn(evidenceDir);
  const evidence = openAs('office');
  let portalEvidence = openAs('portal');
  const lifecycle = new NotedLifecycle();
  const incidents: Incident[] = [];
  const opened = { clockAheadMs: 0 };
  const anchors: X509Certificate[] = [];
  const deps: PortalDependencies = {
    records: createPortalRecords(portalDb, { areStaticTokensTaken: true }),
    get evidence() {
      return portalEvidence;
    },
    limits: NO_LIMITS,
    lifecycle,
    issuerCertificate: createIssuerCertificates(portalDb),
    anchors,
    misuseKey: createSecretKey(randomBytes(32)),
    judgeWebhookUrl: (url) => judgeWebhookUrl(url, { isLoopbackAllowed: true }),
    revocationTelephone: '+81 3 0000 0000',
    publicUrl: 'https://portal.example',
    now: () => new Date(Date.now() + opened.clockAheadMs),
    report: (incident) => incidents.push(incident),
  };
  const server = serve({ fetch: createPortalApp(deps).fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(opened, {
    anchors,
    instance,
    db,
    evidence,
    evidenceDir,
    lifecycle,
    incidents,
    deps,
    url,
    forgetKeys: () => {
      portalEvidence = openAs('portal');
    },
    send: (request: RawRequest) => send(url, request),
    client: (portal: keyof typeof TOKENS = 'own') => new PortalClient(url, TOKENS[portal]),
    close: async () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await Promise.all([db.$client.end(), portalDb.$client.end()]);
      await instance.stop();
      removeDataDirectory(dataDir);
      rmSync(evidenceDir, { recursive: true, force: true });
    },
  });
}

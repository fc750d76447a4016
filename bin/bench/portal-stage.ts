import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { TokenBuckets } from '../../api/middleware/token-buckets.ts';
import { createPortalApp } from '../../api/portal/app.ts';
import type { PortalDependencies } from '../../api/portal/dependencies.ts';
import { canonicalOctets } from '../../books/canonical-json.ts';
import { createIssuerCertificates } from '../../db/application/issuer-certificates.ts';
import type { Receipt } from '../../db/application/receive-application.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { createPortalRecords } from '../../db/portal-records.ts';
import { governanceDocuments, portals } from '../../db/schema/governance.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { prepareApplication, type PreparedApplication } from '../../simulator/application.ts';
import { openSimulator, type Jlis } from '../../simulator/jlis.ts';
import { createPerson } from '../../simulator/person.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import type { Instance } from '../instance/options.ts';
import { publishReader } from '../parts.ts';
import { openKeptEvidence } from '../portal/open-kept-evidence.ts';

const TOKEN = 'portal-of-the-bench';
const SERVICE = 'bench-simultaneous';
const VERSION = '2026-10-01';

/** The portal API on a database of its own, and applications that are signed and not sent. */
export interface PortalStage {
  /** Signs so many applications, one person each. */
  prepare(count: number): Promise<readonly PreparedApplication[]>;
  /** Sends one, and waits until it is durable. @throws Error for any answer but 201 */
  send(application: PreparedApplication): Promise<void>;
  /** What the intake would store of one, evidence kept and nothing stored. */
  receiptOf(application: PreparedApplication): Promise<Receipt>;
  /** The inserts of one, and nothing else. */
  insert(receipt: Receipt): Promise<void>;
  close(): Promise<void>;
}

async function adopt(db: OfficeDatabase): Promise<void> {
  const effectiveFrom = new Date('2026-10-01T00:00:00+09:00');
  const accreditations = {
    v: 1,
    services: [
      {
        id: SERVICE,
        name: { ja: '計測', en: 'Bench' },
        accreditationsHeld: 'jpkiItem5',
        simultaneousOpenUnderAct: false,
        simultaneousOpenUnderJpkiItem5: true,
        certificateTypes: ['basic', 'attribute'],
        jlisAgreement: 'inForce',
      },
    ],
  };
  const documents = [
    ['accreditations', canonicalOctets(accreditations)],
    ['explanation', Buffer.from('重要事項説明')],
  ] as const;
  await db.insert(governanceDocuments).values(
    documents.map(([documentType, content]) => ({
      documentType,
      version: VERSION,
      sha256: createHash('sha256').update(content).digest('hex'),
      content,
      effectiveFrom,
    })),
  );
  await db.insert(portals).values({
    id: 'bench',
    name: 'bench',
    tokenSha256: createHash('sha256').update(TOKEN).digest('hex'),
    applicationsPerHour: 1_000_000,
  });
}

/** The evidence store as the portal's program opens it. */
function evidenceOf(instance: Instance) {
  const settings = (['office', 'enclave', 'portal'] as const).map((reader) => {
    const program = reader === 'portal' ? 'portal' : (`${reader}-worker` as const);
    const file = instance.environmentOf(program)[`EVIDENCE_${reader.toUpperCase()}_KEY_FILE`] ?? '';
    return [reader, file] as const;
  });
  const dir = instance.environmentOf('portal')['EVIDENCE_DIR'] ?? '';
  for (const [reader, file] of settings) if (reader !== 'portal') publishReader(dir, reader, file);
  return openKeptEvidence({ dir, keyFile: settings[2]?.[1] ?? '' });
}

const unlimited = () => new TokenBuckets({ perMinute: 1e9 });

/** Opens it on an instance that has PostgreSQL. */
export async function openPortalStage(instance: Instance): Promise<PortalStage> {
  const owner = openOfficeDatabase(instance.databaseUrl('toroku_office_owner'), 2);
  await adopt(owner);
  await owner.$client.end();
  // As bin/portal.ts opens it.
  const db = openOfficeDatabase(instance.databaseUrl('toroku_portal'), 16);
  const records = createPortalRecords(db, { areStaticTokensTaken: true });
  const deps: PortalDependencies = {
    records,
    evidence: evidenceOf(instance),
    limits: { portals: unlimited(), strangers: unlimited(), subscribers: unlimited() },
    lifecycle: { nudge: async () => undefined },
    issuerCertificate: createIssuerCertificates(db),
    anchors: [],
    misuseKey: createSecretKey(randomBytes(32)),
    judgeWebhookUrl: async () => undefined,
    revocationTelephone: '',
    publicUrl: 'https://portal.example',
    now: () => new Date(),
    report: (incident) => console.error(JSON.stringify({ incident })),
  };
  const app = createPortalApp(deps);
  const capture = capturing(deps);
  const capturingApp = createPortalApp(capture.deps);
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jlis = await openSimulator({ dataDir: join(instance.dataDir, 'jlis'), keyPoolSize: 2 });
  return {
    prepare: (count) => prepareAll(new PortalClient(url, TOKEN), jlis, count),
    send: (application) => put(app, application),
    async receiptOf(application) {
      await put(capturingApp, application).catch(() => undefined);
      const receipt = capture.taken.get(application.applicationId);
      if (!receipt) throw new Error('the intake refused an application of the bench');
      return receipt;
    },
    async insert(receipt) {
      if ((await records.receipts.store(receipt)) !== 'stored') throw new Error('not stored');
    },
    async close() {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      jlis.close();
      await db.$client.end();
    },
  };
}

/** The same, but what would be stored is taken and not stored. */
function capturing(deps: PortalDependencies) {
  const taken = new Map<string, Receipt>();
  const receipts = {
    async store(receipt: Receipt): Promise<'stored'> {
      taken.set(receipt.applicationId, receipt);
      return 'stored';
    },
  };
  return { taken, deps: { ...deps, records: { ...deps.records, receipts } } };
}

type Answering = { request(path: string, init: RequestInit): Response | Promise<Response> };

async function put(
  app: Answering,
  { applicationId, submission }: PreparedApplication,
): Promise<void> {
  const body = JSON.stringify(submission);
  const response = await app.request(`/certificate-applications/${applicationId}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      authorization: `Bearer ${TOKEN}`,
    },
    body,
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  await response.text();
}

async function prepareAll(
  portal: PortalClient,
  jlis: Jlis,
  count: number,
): Promise<PreparedApplication[]> {
  const person = createPerson({ name: '計測　太郎', birthDate: '1980-02-29' });
  const card = await jlis.issueCard(person);
  const prepared: PreparedApplication[] = [];
  for (let n = 0; n < count; n += 1) {
    const applicant = await createApplicant();
    prepared.push(await prepareApplication({ portal, card, applicant, service: SERVICE }));
  }
  return prepared;
}

import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import pg from 'pg';
import { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { publicHalf, readerKeyFrom } from '../../adapters/evidence-store/chain-keys.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { OfficeDependencies } from '../../activities/dependencies.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { printSignedText } from '../../domain/application/signed-text.ts';
import { printJapanTime } from '../../domain/governance/calendar.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import {
  certificateOf,
  keyIdentifierOf,
  tbsCertificateOf,
  type CertificateContent,
} from '../../enclave/issuance/certificate-profile.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';
import { tbsCaCertificateOf } from '../../enclave/keys/ca-certificate.ts';
import type { Instance } from '../../bin/instance/options.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A CA of our own kind whose key lies in this process. */
export interface TestCa {
  readonly certificate: Buffer;
  readonly issuerKeyId: string;
  readonly privateKey: KeyObject;
}

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** Makes a CA. */
export function makeCa(commonName: string): TestCa {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = spkiOf(publicKey);
  const tbs = tbsCaCertificateOf({
    serialNumber: newSerialNumber(),
    organization: '見本',
    commonName,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 3650 * DAY_MS),
    spki,
    signatureAlgorithm: 'ecdsaWithSha256',
  });
  return {
    certificate: certificateOf(tbs, 'ecdsaWithSha256', sign('sha256', tbs, privateKey)),
    issuerKeyId: keyIdentifierOf(spki).toString('hex'),
    privateKey,
  };
}

/** What a certificate of a test is about. */
export interface TestCertificate {
  readonly ca: TestCa;
  readonly spki: Buffer;
  readonly serialNumber: string;
  readonly applicationId: string;
  readonly name?: string;
  readonly months?: number;
  /** Instant of the intent. */
  readonly at?: number;
  /** Another form of the whole, signed like this one. */
  readonly altered?: (content: CertificateContent) => Partial<CertificateContent>;
}

/** Who applies in these cases. */
export const NAME = '見本　花子';

/** Signs a certificate as the room would. */
export function issueFor(asked: TestCertificate): Buffer {
  const { ca, altered = () => ({}) } = asked;
  const content = contentOf(asked);
  const tbs = tbsCertificateOf({ ...content, ...altered(content) });
  return certificateOf(tbs, 'ecdsaWithSha256', sign('sha256', tbs, ca.privateKey));
}

function contentOf(asked: TestCertificate): CertificateContent {
  const { ca, spki, serialNumber, applicationId, name = NAME, months = 24 } = asked;
  const { notBefore, notAfter } = certificateValidity(asked.at ?? Date.now(), months);
  return {
    profile: {
      v: 1,
      service: 'demo-simultaneous',
      policies: { basic: '2.999.1.1.1', attribute: '2.999.1.1.2' },
      cpsUrl: 'http://example.jp/cps',
      repositoryUrl: 'http://example.jp',
    },
    certificateType: 'basic',
    serialNumber,
    issuer: readCertificate(ca.certificate).subject,
    issuerKeyId: ca.issuerKeyId,
    signatureAlgorithm: 'ecdsaWithSha256',
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    name,
    subjectSerialNumber: applicationId,
    spki,
  };
}

/** The office on a real database, with evidence in a folder. */
export interface TestOffice {
  readonly deps: OfficeDependencies;
  readonly sql: pg.Pool;
  close(): Promise<void>;
}

/** Opens the office of an instance that has PostgreSQL alone. */
export function openTestOffice(instance: Instance, evidenceDir: string): TestOffice {
  const db = openOfficeDatabase(instance.databaseUrl('toroku_office'));
  const sql = new pg.Pool({ connectionString: instance.databaseUrl('toroku_office') });
  // The instance may stop PostgreSQL before the last idle connection is closed.
  sql.on('error', () => undefined);
  sql.on('connect', (client) => client.on('error', () => undefined));
  const [office, enclave] = [readerKeyFrom(randomBytes(32)), readerKeyFrom(randomBytes(32))];
  const evidence = new EvidenceStore({
    dir: evidenceDir,
    publicKeys: { office: publicHalf(office), enclave: publicHalf(enclave) },
    reader: { name: 'office', key: office },
  });
  return {
    sql,
    deps: {
      db,
      evidence,
      anchors: [],
      askJlis: async () => ({ none: 'timedOut' }),
      build: 'test',
      now: () => new Date(),
    },
    async close() {
      await db.$client.end();
      await sql.end();
    },
  };
}

/** A decided case with one order that waits for its certificate. */
export interface IssuingCase {
  readonly caseId: string;
  readonly chainId: string;
  readonly orderId: string;
  readonly spki: Buffer;
}

/** Puts such a case into the database. */
export async function insertIssuingCase({ deps, sql }: TestOffice): Promise<IssuingCase> {
  const [caseId, chainId, orderId, decisionId] = [uuidV7(), uuidV7(), uuidV7(), uuidV7()];
  const spki = spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
  await deps.evidence.createChain(chainId);
  await sql.query(
    `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery,
       edition, chain_id, rule_set_id, state, received_at, case_deadline, name_sealed, changed_at)
     values ($1, 'sample-portal', 'demo-simultaneous', 'jpki', 'simultaneous', 1, $2, '2026-12',
       'issuing', now(), now() + interval '180 days', '\\x00', now())`,
    [caseId, chainId],
  );
  await sql.query(
    `insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
     values ($1, $2, 1, 'approved', 'ruleSet', $3, now())`,
    [decisionId, caseId, 'd'.repeat(64)],
  );
  await sql.query(
    `insert into orders (id, case_id, decision_id, order_number, certificate_type,
       validity_months, spki_sha256, instructed_at)
     values ($1, $2, $3, 1, 'basic', 24, $4, now())`,
    [orderId, caseId, decisionId, sha256Hex(spki)],
  );
  const at = { caseId, chainId };
  await keepSignedText({ deps, sql }, at, sha256Hex(spki));
  return { ...at, orderId, spki };
}

/** What the applicant signed of such a case. */
async function keepSignedText(
  { deps, sql }: Pick<TestOffice, 'deps' | 'sql'>,
  at: Pick<IssuingCase, 'caseId' | 'chainId'>,
  spkiSha256: string,
): Promise<void> {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const text = printSignedText({
    kind: 'application',
    applicationId: at.caseId,
    edition: 1,
    portal: 'sample-portal',
    service: 'demo-simultaneous',
    identityRoute: 'jpki',
    proxy: 'none',
    name: NAME,
    substitutes: 'none',
    previousCertificates: 'none',
    orders: [{ certificateType: 'basic', validityMonths: 24 }],
    keys: { delivery: 'simultaneous', spkiSha256: [spkiSha256] },
    explanation: { date: '2026-10-01', sha256: 'e'.repeat(64) },
    nonce: 'ab'.repeat(16),
    createdAt: printJapanTime(now),
    expiresAt: printJapanTime(now + 3_600_000),
  });
  const octets = Buffer.from(text);
  await deps.evidence.put(at, [{ kind: 'signedText', ring: 'chain', octets }]);
  await sql.query(
    `insert into evidence_objects (case_id, edition, kind, sha256, size, received_at)
     values ($1, 1, 'signedText', $2, $3, now())`,
    [at.caseId, sha256Hex(octets), octets.length],
  );
}

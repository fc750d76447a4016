import { randomBytes, X509Certificate } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateApplications } from '../../../../db/schema/application.ts';
import { certificates } from '../../../../db/schema/certificates.ts';
import { decisions, orders } from '../../../../db/schema/decision.ts';
import { accessRows, governanceDocuments } from '../../../../db/schema/governance.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { apply } from '../../../../simulator/application.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { jpkiCertificate } from '../../../adapters/jpki/fixture.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { openOffice, type Office } from '../office.ts';

const bench = new Workbench();
let office: Office;
let applicationId: string;
const certificate = jpkiCertificate();
const issuer = jpkiCertificate({ serialNumber: Buffer.from('01', 'hex') });
const issuerKeyId = randomBytes(20).toString('hex');
const closedAt = new Date('2026-12-01T03:00:00Z');

/** What the office stores when a certificate came back from the room. */
async function issue(): Promise<void> {
  const [row] = await office.db
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, applicationId));
  const at = { caseId: applicationId, chainId: row?.chainId ?? '' };
  const [kept] = await office.evidence.put(at, [
    { kind: 'certificate', ring: 'chain', octets: certificate },
  ]);
  const decisionId = uuidV7();
  await office.db.insert(decisions).values({
    id: decisionId,
    caseId: applicationId,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: '0'.repeat(64),
    at: new Date(),
  });
  const orderId = uuidV7();
  await office.db.insert(orders).values({
    id: orderId,
    caseId: applicationId,
    decisionId,
    number: 1,
    certificateType: 'basic',
    validityMonths: 24,
    issuerKeyId,
    serialNumber: `0${'1'.repeat(39)}`,
    certificateSha256: kept?.sha256 ?? '',
    notAfter: new Date('2028-11-30T14:59:59Z'),
  });
  await office.db.insert(certificates).values({
    orderId,
    caseId: applicationId,
    state: 'issued',
    issuedAt: closedAt,
    notAfter: new Date('2028-11-30T14:59:59Z'),
    receiptRequired: false,
    acceptanceDeadline: new Date('2027-01-15T15:00:00Z'),
    remindersAt: [],
    noticesAt: [],
    dueAt: new Date('2027-01-15T15:00:00Z'),
  });
  await office.db
    .update(certificateApplications)
    .set({ state: 'issued', closedAt })
    .where(eq(certificateApplications.id, applicationId));
  office.forgetKeys();
}

beforeAll(async () => {
  const [opened, jlis] = await Promise.all([openOffice(), bench.open()]);
  office = opened;
  await office.db.insert(governanceDocuments).values({
    documentType: 'issuerCertificate',
    version: issuerKeyId,
    sha256: '0'.repeat(64),
    content: issuer,
    effectiveFrom: new Date(0),
  });
  const card = await jlis.issueCard(createPerson());
  ({ applicationId } = await apply({ portal: office.client(), card, service: 'together' }));
});
afterAll(async () => {
  await office.close();
  bench.close();
});

const get = (path: string, request: Partial<Parameters<Office['send']>[0]> = {}) =>
  office.send({ method: 'GET', path: `/certificate-applications/${path}`, ...request });

describe('GET /certificate-applications/{id}', () => {
  it('says in plain words where the application stands, before and after', async () => {
    expect((await get(applicationId)).json).toMatchObject({ state: 'received', certificates: [] });
    expect((await get(`${applicationId}/certificates/1.cer`)).problem).toBe(
      'certificate-not-found',
    );
    await issue();
    const { json } = await get(applicationId);
    const base = `https://portal.example/certificate-applications/${applicationId}/certificates/1`;
    expect(json).toEqual({
      applicationId,
      state: 'issued',
      told: { ja: '電子証明書を発行しました。', en: 'Your certificate has been issued.' },
      next: {
        ja: '電子証明書の記載事項を確かめ、受領書に署名して送ってください。',
        en: 'See that what the certificate says is right, then sign and send the receipt.',
      },
      deadline: '2027-01-16T00:00:00+09:00',
      certificates: [
        {
          order: 1,
          issuerKeyId,
          serialNumber: `0${'1'.repeat(39)}`,
          sha256: new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
          state: 'issued',
          links: { der: `${base}.cer`, pem: `${base}.pem`, chain: `${base}/chain.pem` },
        },
      ],
    });
  });

  it('says that nothing changed to whoever names the state seen before', async () => {
    const first = await get(applicationId);
    const tag = first.headers.get('etag') ?? '';
    const again = await get(applicationId, { headers: { 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
    const other = await get(applicationId, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });

  it('is there for the portal that sent it, and for no other', async () => {
    for (const path of [applicationId, `${applicationId}/certificates/1.pem`, uuidV7()]) {
      const answer = await get(path, { portal: 'other' });
      expect([answer.status, answer.problem]).toEqual([404, 'application-not-found']);
    }
  });

  it('stays visible to a portal that was closed', async () => {
    expect((await get(uuidV7(), { portal: 'closed' })).problem).toBe('application-not-found');
  });
});

describe('the certificates of an application', () => {
  it('come as DER, as PEM, and followed by that of the issuer', async () => {
    const client = office.client();
    expect(await client.certificate(applicationId, 1, 'cer')).toEqual(certificate);
    const pem = (await client.certificate(applicationId, 1, 'pem')).toString();
    expect(new X509Certificate(pem).raw).toEqual(certificate);
    for (const path of ['certificates/1/chain.pem', 'chain.pem']) {
      const { text, headers } = await get(`${applicationId}/${path}`);
      expect(headers.get('content-type')).toBe('application/pem-certificate-chain');
      const parts = text.split(/(?<=-----END CERTIFICATE-----\n)/);
      expect(parts.map((part) => new X509Certificate(part).raw)).toEqual([certificate, issuer]);
    }
  });

  it('are not found under a number that has none', async () => {
    expect((await get(`${applicationId}/certificates/2.cer`)).problem).toBe(
      'certificate-not-found',
    );
    expect((await get(`${applicationId}/certificates/9.cer`)).problem).toBe('malformed-request');
    expect((await get(`${applicationId}/certificates/2/chain.pem`)).problem).toBe(
      'certificate-not-found',
    );
  });

  it('are handed over only with a row in the access table', async () => {
    await office.db.delete(accessRows);
    await office.client().certificate(applicationId, 1, 'cer');
    const rows = await office.db.select().from(accessRows);
    expect(rows).toMatchObject([
      {
        officerId: 'own-portal',
        role: 'portal',
        caseId: applicationId,
        fields: ['certificate'],
        purpose: 'delivery',
        entryId: null,
      },
    ]);
  });

  it('are not found once the chain was erased, and where the case stands still is', async () => {
    const [row] = await office.db
      .select({ chainId: certificateApplications.chainId })
      .from(certificateApplications)
      .where(eq(certificateApplications.id, applicationId));
    await office.evidence.destroyKeys(row?.chainId ?? '');
    for (const path of ['certificates/1.cer', 'certificates/1/chain.pem', 'chain.pem']) {
      expect((await get(`${applicationId}/${path}`)).problem).toBe('certificate-not-found');
    }
    expect((await get(applicationId)).json).toMatchObject({ state: 'issued' });
  });
});

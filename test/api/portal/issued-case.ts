import { createHash, sign, type KeyObject } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { buildSignedData } from '../../../adapters/jpki/signed-data.ts';
import { certificateApplications } from '../../../db/schema/application.ts';
import { certificates } from '../../../db/schema/certificates.ts';
import { decisions, orders } from '../../../db/schema/decision.ts';
import { governanceDocuments } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { newSerialNumber } from '../../../enclave/issuance/serial-number.ts';
import { issueFor, makeCa, type TestCa } from '../../activities/office-case.ts';
import type { Office } from './office.ts';

const DAY_MS = 24 * 3600_000;

/** A certificate that an order of a case has. */
export interface Issued {
  readonly orderId: string;
  readonly certificate: Buffer;
  readonly sha256: string;
}

/** A CA that the office knows. */
export async function adoptCa({ db }: Office): Promise<TestCa> {
  const ca = makeCa('Ours');
  await db.insert(governanceDocuments).values({
    documentType: 'issuerCertificate',
    version: ca.issuerKeyId,
    sha256: createHash('sha256').update(ca.certificate).digest('hex'),
    content: ca.certificate,
    effectiveFrom: new Date(0),
  });
  return ca;
}

/** What the office-worker stores when a case is issued: orders with certificates of these keys, and their course. */
export async function issueCase(
  { db, evidence, forgetKeys }: Office,
  caseId: string,
  { ca, spkis }: { readonly ca: TestCa; readonly spkis: readonly Buffer[] },
): Promise<Issued[]> {
  const [row] = await db
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  const decisionId = uuidV7();
  const at = new Date();
  await db.insert(decisions).values({
    id: decisionId,
    caseId,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: '0'.repeat(64),
    at,
  });
  const notAfter = new Date(at.getTime() + 700 * DAY_MS);
  const deadline = new Date(at.getTime() + 45 * DAY_MS);
  const issued: Issued[] = [];
  for (const [index, spki] of spkis.entries()) {
    const serialNumber = newSerialNumber();
    const certificate = issueFor({ ca, spki, serialNumber, applicationId: caseId });
    const [kept] = await evidence.put({ caseId, chainId: row?.chainId ?? '' }, [
      { kind: 'certificate', ring: 'chain', octets: certificate },
    ]);
    const [orderId, sha256] = [uuidV7(), kept?.sha256 ?? ''];
    await db.insert(orders).values({
      id: orderId,
      caseId,
      decisionId,
      number: index + 1,
      certificateType: index === 0 ? 'basic' : 'attribute',
      validityMonths: 24,
      issuerKeyId: ca.issuerKeyId,
      serialNumber,
      certificateSha256: sha256,
      notBefore: at,
      notAfter,
      receivedAt: at,
    });
    await db.insert(certificates).values({
      orderId,
      caseId,
      state: 'issued',
      issuedAt: at,
      notAfter,
      receiptRequired: false,
      acceptanceDeadline: deadline,
      remindersAt: [],
      noticesAt: [],
      dueAt: deadline,
    });
    issued.push({ orderId, certificate, sha256 });
  }
  await db
    .update(certificateApplications)
    .set({ state: 'issued', closedAt: at })
    .where(eq(certificateApplications.id, caseId));
  forgetKeys();
  return issued;
}

/** A text signed by the key of a certificate, as CMS in Base64. */
export const signedWith = (text: string, certificate: Buffer, key: KeyObject): string =>
  buildSignedData({
    content: Buffer.from(text),
    certificate,
    digest: 'sha256',
    sign: (octets) => sign('sha256', octets, key),
  }).toString('base64');

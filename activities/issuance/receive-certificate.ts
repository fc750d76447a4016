import { and, eq } from 'drizzle-orm';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { verifySignature } from '../../adapters/x509/public-key.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import {
  changeCase,
  findCase,
  listEvidence,
  lockCase,
  standingOrders,
  type CaseRow,
  type OrderRow,
} from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import { orders } from '../../db/schema/decision.ts';
import { governanceDocuments } from '../../db/schema/governance.ts';
import { DomainError } from '../../domain/errors.ts';
import { situationOf } from '../application/situation.ts';
import type { IssuedOutcome, Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/**
 * Verifies what came back from the room before it is believed: any poller of a task queue is believed by
 * Temporal, not by us. Issuer signature under the CA certificate we know, the key and validity that were
 * decided, the serial that was said. Then the certificate is the order's, and the case is issued when
 * every order is. Safe to run again.
 *
 * @throws DomainError `CertificateMismatch`: a person looks; nothing is stored.
 */
export async function receiveIssuedCertificate(
  deps: OfficeDependencies,
  orderId: string,
  issued: IssuedOutcome,
): Promise<Situation> {
  const { db } = deps;
  const order = await findOrder(db, orderId);
  const row = await findCase(db, order.caseId);
  const now = deps.now();
  if (order.serialNumber !== null) return situationOf(db, row, now);
  const octets = deps.evidence
    .get({ caseId: row.id, chainId: row.chainId }, [issued.certificateSha256])
    .get(issued.certificateSha256) as Buffer;
  const certificate = readCertificate(octets);
  await requireGenuine(db, { certificate, issued, order });

  const situation = await db.transaction(async (tx) => {
    const locked = await lockCase(tx, row.id);
    const isFirst = await storeCertificate(tx, { order, certificate, issued, now });
    if (!isFirst) return situationOf(tx, locked, now);
    const reference = {
      kind: 'certificate',
      sha256: issued.certificateSha256,
      size: octets.length,
    };
    await listEvidence(tx, row, { references: [reference], at: now });
    await writeReceived(tx, deps, { row, order, issued, size: octets.length });
    return situationOf(tx, await closeWhenComplete(tx, locked, now), now);
  });
  step('case.5-certificate-received');
  return situation;
}

async function findOrder(db: Queryable, orderId: string): Promise<OrderRow> {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  if (!order) throw new DomainError('OrderNotFound', orderId);
  return order;
}

interface Received {
  readonly certificate: X509Certificate;
  readonly issued: IssuedOutcome;
  readonly order: OrderRow;
}

async function requireGenuine(
  db: Queryable,
  { certificate, issued, order }: Received,
): Promise<void> {
  const [document] = await db
    .select({ content: governanceDocuments.content })
    .from(governanceDocuments)
    .where(
      and(
        eq(governanceDocuments.documentType, 'issuerCertificate'),
        eq(governanceDocuments.version, issued.issuerKeyId),
      ),
    );
  if (!document) throw new DomainError('CertificateMismatch', `issuer ${issued.issuerKeyId}`);
  const issuer = readCertificate(document.content);
  const months = order.validityMonths;
  const monthsMs = months * 31 * 24 * 3600 * 1000;
  const checks: readonly (readonly [string, boolean])[] = [
    ['issuer name', certificate.issuer.equals(issuer.subject)],
    [
      'issuer signature',
      verifySignature({
        algorithm: certificate.signatureAlgorithm,
        spki: issuer.spki,
        data: certificate.tbs,
        signature: certificate.signature,
      }),
    ],
    ['serial number', certificate.serialNumber === issued.serialNumber],
    ['key', sha256Hex(certificate.spki) === order.spkiSha256],
    [
      'validity',
      certificate.notAfter.getTime() - certificate.notBefore.getTime() <= monthsMs &&
        certificate.notAfter <= issuer.notAfter,
    ],
  ];
  const [wrong] = checks.find(([, holds]) => !holds) ?? [];
  if (wrong) throw new DomainError('CertificateMismatch', `${order.id}: ${wrong}`);
}

async function storeCertificate(
  tx: Queryable,
  { order, certificate, issued, now }: Received & { readonly now: Date },
): Promise<boolean> {
  const [current] = await tx
    .select({ serialNumber: orders.serialNumber })
    .from(orders)
    .where(eq(orders.id, order.id));
  if (current?.serialNumber !== null) return false;
  await tx
    .update(orders)
    .set({
      issuerKeyId: issued.issuerKeyId,
      serialNumber: issued.serialNumber,
      certificateSha256: issued.certificateSha256,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      receivedAt: now,
    })
    .where(eq(orders.id, order.id));
  return true;
}

async function writeReceived(
  tx: Queryable,
  { build, now }: OfficeDependencies,
  {
    row,
    order,
    issued,
    size,
  }: { row: CaseRow; order: OrderRow; issued: IssuedOutcome; readonly size: number },
): Promise<void> {
  const { issuerKeyId, serialNumber, certificateSha256, intentEntryId } = issued;
  await writeEntry(tx, {
    event: 'certificate.received',
    items: ['1ヘ'],
    at: now().toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    evidence: [{ kind: 'certificate', sha256: certificateSha256, size }],
    data: {
      order: order.id,
      issuerKeyId,
      serialNumber,
      certificateSha256,
      intentEntry: intentEntryId,
    },
    ...runOf(build),
  });
}

async function closeWhenComplete(tx: Queryable, row: CaseRow, now: Date): Promise<CaseRow> {
  const open = (await standingOrders(tx, row.id)).filter((order) => order.serialNumber === null);
  if (open.length > 0) return row;
  return changeCase(tx, row, {
    state: 'issued',
    notHolding: [],
    stateDeadline: null,
    nextAttemptAt: null,
    closedAt: now,
    changedAt: now,
  });
}

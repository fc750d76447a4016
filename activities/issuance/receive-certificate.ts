import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { verifySignature } from '../../adapters/x509/public-key.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { caseOfOrder, type CaseFile, type OrderRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { issuerCertificate } from '../../db/governance/issuer-certificate.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import { actOnCase } from '../application/act-on-case.ts';
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
  const caseId = await caseOfOrder(deps.db, orderId);
  const situation = await actOnCase(deps, caseId, async (file, now) => {
    const order = file.orders.find(({ id }) => id === orderId);
    if (!order || order.serialNumber !== null) return undefined;
    const { id, chainId } = file.row;
    const { certificateSha256 } = issued;
    const octets = deps.evidence.get({ caseId: id, chainId }, [certificateSha256]);
    const certificate = readCertificate(octets.get(certificateSha256) as Buffer);
    await requireGenuine(deps.db, { certificate, issued, order });
    return received(deps, file, { certificate, issued, order, now });
  });
  step('case.5-certificate-received');
  return situation;
}

interface Received {
  readonly certificate: X509Certificate;
  readonly issued: IssuedOutcome;
  readonly order: OrderRow;
}

async function requireGenuine(
  db: OfficeDatabase,
  { certificate, issued, order }: Received,
): Promise<void> {
  const document = await issuerCertificate(db, issued.issuerKeyId);
  if (!document) throw new DomainError('CertificateMismatch', `issuer ${issued.issuerKeyId}`);
  const issuer = readCertificate(document);
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

/** `certificate.received`; the case is issued with its last order. */
function received(
  { build }: OfficeDependencies,
  { orders }: CaseFile,
  { certificate, issued, order, now }: Received & { readonly now: Date },
): CaseAct {
  const { issuerKeyId, serialNumber, certificateSha256, intentEntryId } = issued;
  const isLast = orders.every(({ id, serialNumber: has }) => id === order.id || has !== null);
  const kind = 'certificate' as const;
  const reference = { kind, sha256: certificateSha256, size: certificate.der.length };
  return {
    change: isLast
      ? { state: 'issued', notHolding: [], stateDeadline: null, nextAttemptAt: null, closedAt: now }
      : {},
    evidence: [reference],
    received: [
      {
        id: order.id,
        issuer_key_id: issuerKeyId,
        serial_number: serialNumber,
        certificate_sha256: certificateSha256,
        not_before: certificate.notBefore,
        not_after: certificate.notAfter,
        received_at: now,
      },
    ],
    entries: [
      {
        entry: {
          event: 'certificate.received',
          items: ['1ヘ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          evidence: [reference],
          data: {
            order: order.id,
            issuerKeyId,
            serialNumber,
            certificateSha256,
            intentEntry: intentEntryId,
          },
          ...runOf(build),
        },
      },
    ],
  };
}

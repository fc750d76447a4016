import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { caseOfOrder, type CaseFile, type OrderRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { issuerCertificate } from '../../db/governance/issuer-certificate.ts';
import { CERTIFICATE_MISMATCH } from '../../domain/issuance/order-states.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { IssuedOutcome, Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { readCaseText } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { certificateProblem } from './judge-certificate.ts';
import { begunCertificates } from './begun-certificates.ts';
import { parked } from './parked.ts';

/**
 * Verifies what came back from the room before it is believed: any poller of a task queue is believed by
 * Temporal, not by us. The issuer's signature under the CA certificate we know, and all that was decided,
 * read back from the certificate (`certificateProblem`). Then the certificate is the order's, and the case
 * is issued when every order is. What is not believed parks the case as `certificateMismatch`: nothing of it is
 * stored, and the room's own answer is as good as before. Safe to run again.
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
    const certificate = readReturned(deps, file, issued);
    const isGenuine =
      certificate && (await isAsDecided(deps, file, { certificate, issued, order }));
    if (!isGenuine) return parked(CERTIFICATE_MISMATCH, now);
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

const HEX40 = /^[0-9a-f]{40}$/;
const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An answer is anything until it was looked at. */
const isWellFormed = (issued: IssuedOutcome): boolean =>
  (
    [
      [HEX40, issued.issuerKeyId],
      [HEX40, issued.serialNumber],
      [HASH, issued.certificateSha256],
      [UUID, issued.intentEntryId],
    ] as const
  ).every(
    ([form, value]: readonly [RegExp, unknown]) => typeof value === 'string' && form.test(value),
  );

/** The certificate that an answer names; undefined if nothing that can be read lies under its hash. */
function readReturned(
  { evidence }: OfficeDependencies,
  { row }: CaseFile,
  issued: IssuedOutcome,
): X509Certificate | undefined {
  if (!isWellFormed(issued)) return undefined;
  const { certificateSha256 } = issued;
  try {
    const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [certificateSha256]);
    return readCertificate(octets.get(certificateSha256) as Buffer);
  } catch {
    return undefined;
  }
}

async function isAsDecided(
  deps: OfficeDependencies,
  file: CaseFile,
  { certificate, issued, order }: Received,
): Promise<boolean> {
  const document = await issuerCertificate(deps.db, issued.issuerKeyId);
  if (!document) return false;
  const text = readCaseText(deps, file);
  const { issuerKeyId, serialNumber } = issued;
  const problem = certificateProblem(
    { certificate, issuer: readCertificate(document), now: deps.now() },
    {
      applicationId: file.row.id,
      name: text.name,
      spkiSha256: order.spkiSha256,
      validityMonths: order.validityMonths,
      receivedAt: file.editionReceivedAt,
      issuerKeyId,
      serialNumber,
    },
  );
  return problem === undefined;
}

/** `certificate.received`; the case is issued with its last order, and its certificates begin. */
async function received(
  deps: OfficeDependencies,
  file: CaseFile,
  { certificate, issued, order, now }: Received & { readonly now: Date },
): Promise<CaseAct> {
  const { build } = deps;
  const { orders } = file;
  const { issuerKeyId, serialNumber, certificateSha256, intentEntryId } = issued;
  const isLast = orders.every(({ id, serialNumber: has }) => id === order.id || has !== null);
  const kind = 'certificate' as const;
  const reference = { kind, sha256: certificateSha256, size: certificate.der.length };
  return {
    change: isLast
      ? { state: 'issued', notHolding: [], stateDeadline: null, nextAttemptAt: null, closedAt: now }
      : {},
    certificates: isLast
      ? await begunCertificates(deps, file, { last: order.id, notAfter: certificate.notAfter, now })
      : [],
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

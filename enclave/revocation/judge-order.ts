import type {
  CertificateName,
  KnownCertificate,
  KnownHold,
  KnownRevocation,
} from './known-certificates.ts';
import type { RecordedRevocation } from './outcomes.ts';

/** What an order about a certificate comes to before it is written. */
export type Judged =
  | { readonly answer: RecordedRevocation }
  | { readonly certificate: KnownCertificate };

interface Ordered extends CertificateName {
  readonly requestId: string;
}

/**
 * Judges an order by the room's own register of what it made. Serial number and fingerprint have to be of one certificate:
 * either alone may be a slip, and what is revoked stays revoked (RFC 5280 §5.3). What is revoked already is answered with
 * whose it is; asked again under the same request, with the answer of before.
 */
export function judgeOrder(
  order: Ordered,
  certificate: KnownCertificate | undefined,
  at: Date,
): Judged {
  const { requestId } = order;
  const refused = (check: 'notFound' | 'fingerprintMismatch' | 'expired'): Judged => ({
    answer: { outcome: 'refused', requestId, check },
  });
  if (!certificate) return refused('notFound');
  if (certificate.certificateSha256 !== order.certificateSha256) {
    return refused('fingerprintMismatch');
  }
  if (certificate.revocation) return { answer: answerOf(requestId, certificate.revocation) };
  if (certificate.notAfter < at) return refused('expired');
  return { certificate };
}

/** What is said of a revocation that the room has. */
export function answerOf(requestId: string, revoked: KnownRevocation): RecordedRevocation {
  const { requestId: byRequest, reasonCode } = revoked;
  const said = {
    requestId,
    revocationDate: revoked.revocationDate.getTime(),
    reasonCode,
    ...(revoked.publishedAt && { publishedAt: revoked.publishedAt.getTime() }),
  };
  return byRequest === requestId || revoked.upgradeRequestId === requestId
    ? { outcome: 'recorded', ...said }
    : { outcome: 'alreadyRevoked', byRequest, ...said };
}

/** What is said of a hold that is alive. */
export function heldAnswer(requestId: string, hold: KnownHold): RecordedRevocation {
  const common = {
    requestId,
    revocationDate: hold.suspendedAt.getTime(),
    reasonCode: 'certificateHold',
  } as const;
  return hold.requestId === requestId
    ? { outcome: 'recorded', ...common }
    : { outcome: 'alreadyRevoked', byRequest: hold.requestId, ...common };
}

import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  octetString,
  oid,
  seq,
} from '../adapters/x509/der-writer.ts';
import type { OcspSigner } from './authority.ts';
import { REVOCATION_REASONS } from './status.ts';
import type { CertificateStatus } from './status.ts';

/** Error statuses of a response without an answer (RFC 6960 §4.2.1). */
export const OCSP_ERROR = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type OcspError = keyof typeof OCSP_ERROR;

/** An OCSPResponse that is nothing but its error status. */
export const errorAnswer = (error: OcspError): Buffer => seq(enumerated(OCSP_ERROR[error]));

const CERTIFICATE_HOLD = 6;

const revoked = (since: string, reason: number): Buffer =>
  explicit(1, generalizedTime(new Date(since)), explicit(0, enumerated(reason)));

function certStatus(status: CertificateStatus): Buffer {
  if (status.status === 'good') return implicit(0, Buffer.alloc(0));
  if (status.status === 'unknown') return implicit(2, Buffer.alloc(0));
  return status.status === 'onHold'
    ? revoked(status.since, CERTIFICATE_HOLD)
    : revoked(status.revokedAt, REVOCATION_REASONS[status.reason]);
}

/** What an answer says. */
export interface Answer {
  readonly singles: readonly { readonly certId: Buffer; readonly status: CertificateStatus }[];
  readonly nonce: Buffer | undefined;
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly signer: OcspSigner;
  /** Last touch before the response is put together; for signatures that must not verify. */
  readonly spoil?: (signature: Buffer) => Buffer;
}

/** A signed OCSPResponse (RFC 6960 §4.2.1), the responder named by its key. */
export async function signedAnswer(answer: Answer): Promise<Buffer> {
  const { signer, nonce } = answer;
  const singles = answer.singles.map(({ certId, status }) =>
    seq(
      certId,
      certStatus(status),
      generalizedTime(answer.thisUpdate),
      explicit(0, generalizedTime(answer.nextUpdate)),
    ),
  );
  const data = seq(
    explicit(2, octetString(signer.keyHash)),
    generalizedTime(answer.producedAt),
    seq(...singles),
    ...(nonce ? [explicit(1, seq(seq(oid('1.3.6.1.5.5.7.48.1.2'), octetString(nonce))))] : []),
  );
  const signature = await signer.sign(data);
  const basic = seq(
    data,
    signer.signatureAlgorithm,
    bitString(answer.spoil ? answer.spoil(signature) : signature),
    explicit(0, seq(signer.certificate)),
  );
  return seq(enumerated(0), explicit(0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))));
}

/** Reasons J-LIS gives (RFC 5280 §5.3.1), with what they mean to JPKI. */
export const REVOCATION_REASONS = {
  /** 交付前に破棄. */
  unspecified: 0,
  /** 鍵の危殆化、カードの紛失. */
  keyCompromise: 1,
  cACompromise: 2,
  /** 記載事項の変更: a move, a new name, a death. */
  affiliationChanged: 3,
  /** 更新. */
  superseded: 4,
  /** 利用の取りやめ. */
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** What J-LIS knows of a certificate. A hold carries its time, and is never released. */
export type CertificateStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'onHold'; readonly since: string }
  | {
      readonly status: 'revoked';
      readonly reason: RevocationReason;
      readonly revokedAt: string;
    };

/**
 * How the responder behaves when asked for a certificate.
 *
 * - `silent` never answers; `garbage` answers with something that is no OCSP response.
 * - `tryLater`, `internalError`, `sigRequired`, `unauthorized`, `malformedRequest` are the error
 *   statuses of RFC 6960 §4.2.1.
 * - `wrongNonce`, `noNonce` and `otherCertificate` answer something that was not asked.
 * - `stale` was true three days ago, `overdue` ought to have been replaced an hour ago, `future`
 *   will be true in an hour.
 * - `badSignature` does not verify; `bystander` is signed under a certificate of the right CA that
 *   may not answer; `foreignResponder` by the responder of another CA of the same name.
 * - `lagging` still says good of what is revoked by now: the revocation list knows better.
 */
export const RESPONDER_BEHAVIOURS = [
  'normal',
  'silent',
  'garbage',
  'malformedRequest',
  'internalError',
  'tryLater',
  'sigRequired',
  'unauthorized',
  'wrongNonce',
  'noNonce',
  'otherCertificate',
  'stale',
  'overdue',
  'future',
  'badSignature',
  'bystander',
  'foreignResponder',
  'lagging',
] as const;

export type ResponderBehaviour = (typeof RESPONDER_BEHAVIOURS)[number];

/** A change of either or both; what is left out stays. */
export interface StatusChange {
  readonly status?: CertificateStatus;
  readonly behaviour?: ResponderBehaviour;
}

/** Raised by a change J-LIS never makes: what is revoked or on hold does not come back. */
export class StatusNotReversible extends Error {
  override name = 'StatusNotReversible';
}

const FINALITY = { unknown: 0, good: 0, onHold: 1, revoked: 2 } as const;

/** @throws StatusNotReversible unless J-LIS could pass from one status to the other. */
export function assertPossible(from: CertificateStatus, to: CertificateStatus): void {
  const isSame = JSON.stringify(from) === JSON.stringify(to);
  if (isSame || FINALITY[to.status] > FINALITY[from.status] || FINALITY[from.status] === 0) return;
  throw new StatusNotReversible(`${from.status} cannot become ${to.status}`);
}

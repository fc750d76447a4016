import type { BasicResponse, CertStatus, SingleResponse } from './ocsp-response.ts';

/** Words of fact `jlisRevocationReason`. */
export type JlisRevocationReason =
  | 'notRevoked'
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'other';

/** What a verified answer says of a certificate, in the words of the facts. */
export interface CertificateStatusFacts {
  readonly jlisStatus: 'good' | 'revoked' | 'onHold' | 'unknown';
  readonly jlisRevocationReason: JlisRevocationReason;
  readonly revokedAt?: Date;
}

/** When an answer arrived, and by how much the responder's clock and ours may differ. */
export interface Receipt {
  readonly receivedAt: Date;
  readonly maxSkewSeconds: number;
}

/** Whether the times fit each other and the time of receipt (RFC 6960 §4.2.2.1). */
export function areTimesInRange(
  basic: BasicResponse,
  single: SingleResponse,
  { receivedAt, maxSkewSeconds }: Receipt,
): boolean {
  const skewMs = maxSkewSeconds * 1000;
  const received = receivedAt.getTime();
  const thisUpdate = single.thisUpdate.getTime();
  const nextUpdate = single.nextUpdate?.getTime() ?? Infinity;
  const producedAt = basic.producedAt.getTime();
  return (
    thisUpdate <= received + skewMs &&
    producedAt <= received + skewMs &&
    thisUpdate <= producedAt + skewMs &&
    thisUpdate <= nextUpdate &&
    nextUpdate >= received - skewMs
  );
}

const REASONS: readonly JlisRevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];
const CERTIFICATE_HOLD = 6;

/** Facts of a status. A hold is not a revocation in our vocabulary, though JPKI never releases it. */
export function statusFacts(certStatus: CertStatus): CertificateStatusFacts {
  if (certStatus.status !== 'revoked') {
    return { jlisStatus: certStatus.status, jlisRevocationReason: 'notRevoked' };
  }
  const { revokedAt, reasonCode } = certStatus;
  return reasonCode === CERTIFICATE_HOLD
    ? { jlisStatus: 'onHold', jlisRevocationReason: 'notRevoked', revokedAt }
    : { jlisStatus: 'revoked', jlisRevocationReason: REASONS[reasonCode] ?? 'other', revokedAt };
}

const SEVERITY = { good: 0, unknown: 1, revoked: 2 } as const;

/** Of several answers about one certificate the worst, which is the one that counts. */
export const worstOf = (singles: readonly SingleResponse[]): SingleResponse | undefined =>
  singles.toSorted((a, b) => SEVERITY[b.certStatus.status] - SEVERITY[a.certStatus.status])[0];

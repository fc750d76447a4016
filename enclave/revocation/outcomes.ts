import type { CrlReason } from '../../domain/revocation/reasons.ts';
import type { CertificateName } from './known-certificates.ts';

/** A revocation that was granted: which certificate, for which reason, at which request. */
export interface RevocationOrder extends CertificateName {
  readonly requestId: string;
  readonly reasonCode: CrlReason;
  /** Milliseconds since 1970 (RFC 5280 §5.3.2). */
  readonly invalidityDate?: number;
}

/** A certificate that is to be held; `until` in milliseconds since 1970 is when somebody has to have decided. */
export interface SuspensionOrder extends CertificateName {
  readonly requestId: string;
  readonly until: number;
  /** What persons signed, by hash: for the book, not for the room to judge. */
  readonly assertionSha256: readonly string[];
}

/** A hold that is to end. */
export interface ReleaseOrder {
  readonly requestId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
}

/** A revocation whose reason was too mild. */
export interface ReasonUpgrade extends CertificateName {
  readonly requestId: string;
  readonly reasonCode: CrlReason;
  readonly assertionSha256: readonly string[];
}

/** What the room answers for one order; instants in milliseconds since 1970. */
export type RecordedRevocation =
  | {
      readonly outcome: 'recorded';
      readonly requestId: string;
      readonly revocationDate: number;
      readonly reasonCode: CrlReason;
      /** When it was read back from where relying parties get it; absent until then. */
      readonly publishedAt?: number;
    }
  | {
      /** Revoked, or held, before, at another request. */
      readonly outcome: 'alreadyRevoked';
      readonly requestId: string;
      readonly byRequest: string;
      readonly revocationDate: number;
      readonly reasonCode: CrlReason;
      /** When it was read back from where relying parties get it; absent until then. */
      readonly publishedAt?: number;
    }
  | {
      readonly outcome: 'refused';
      readonly requestId: string;
      readonly check: 'notFound' | 'fingerprintMismatch' | 'expired';
    };

import type { CertificateReference } from '../domain/application/text-values.ts';
import type { RequestedReasonCode } from '../domain/application/revocation-text.ts';

export type { CertificateReference, RequestedReasonCode };

/** Body of `POST /application-texts`. */
export interface ApplicationTextRequest {
  readonly applicationId: string;
  /** The next edition of a case that was returned; follows from the case if left out. */
  readonly edition?: number;
  readonly service: string;
  /** `ownCertificate`: a renewal, signed with a valid certificate of the same service. */
  readonly identityRoute: 'jpki' | 'ownCertificate';
  /** Exactly of a renewal: a card says the address by itself. */
  readonly address?: string;
  /** As it will stand in the certificate, code point for code point. */
  readonly name: string;
  readonly proxy: 'none' | 'declared';
  readonly substitutes: 'none' | 'signedConsent' | 'residentRecord';
  readonly previousCertificates: 'none' | 'revokeAfterAcceptance' | 'keep';
  readonly orders: readonly {
    readonly certificateType: 'basic' | 'attribute';
    readonly validityMonths: number;
  }[];
  readonly keyDelivery: 'simultaneous' | 'code';
  /** One for each order, Base64 of the DER SubjectPublicKeyInfo; only if simultaneous. */
  readonly keys?: readonly { readonly order: number; readonly spki: string }[];
  readonly letterTo?: 'jpkiAddress' | 'textAddress';
  readonly explanation: ShownExplanation;
}

/** The explanation (重要事項説明) that the applicant was shown. */
export interface ShownExplanation {
  readonly version: string;
  readonly shownAt: string;
  readonly means: 'screen' | 'paper' | 'inPerson' | 'video';
  /** Of the one that was shown, if the portal kept it: then the text has to name this one. It is not sent. */
  readonly sha256?: string;
}

/** What an ordinary application leaves out: the card's owner applies for one certificate. */
export type ApplicationTextOptions = Partial<ApplicationTextRequest> &
  Pick<ApplicationTextRequest, 'service' | 'name' | 'explanation'>;

/** What a withdrawal (取下げ) is asked for with. */
export interface WithdrawalTextRequest {
  readonly applicationId: string;
  readonly method: 'jpki' | 'ownCertificate';
  /** SHA-256 of the text that is taken back, if the portal kept it: then it has to be this one. It is not sent. */
  readonly applicationTextSha256?: string;
}

/** What a receipt (受領書) is asked for with. */
export interface ReceiptTextRequest {
  readonly applicationId: string;
  readonly method: 'receivedCertificate' | 'jpki';
  /** The certificates that were received, if the portal read them: then it has to be these. They are not sent. */
  readonly certificates?: readonly CertificateReference[];
}

/** Body of `POST /revocation-texts`. */
export interface RevocationTextRequest {
  readonly requestId: string;
  readonly method: 'jpki' | 'ownCertificate';
  readonly requesterName: string;
  readonly certificates: readonly CertificateReference[];
  readonly reason: RequestedReasonCode;
  /** The day the danger arose; only with `keyCompromise`. */
  readonly invalidityDate?: string;
}

/** A text as it is handed out. */
export interface HandedOutText {
  readonly text: string;
  readonly textSha256: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

import type { ProofOfPossession } from './keys.ts';
import type { Said } from './problem.ts';

/** 認証業務. A certificate service that can be applied to. */
export interface Service {
  readonly id: string;
  readonly name: Said;
  readonly certificateTypes: readonly ('basic' | 'attribute')[];
  /** Ways in which the key may arrive. */
  readonly keyDeliveries: readonly ('simultaneous' | 'code')[];
  readonly validityMonthsMax: number;
}

/** The explanation (重要事項説明) in force. */
export interface Explanation {
  readonly version: string;
  readonly sha256: string;
  readonly mediaType: string;
  /** Base64 of the document to be shown. */
  readonly content: string;
}

/** Body of `PUT /certificate-applications/{id}`. */
export interface Submission {
  /** Base64 of the CMS, PDF or XML. */
  readonly signatureContainer: string;
  /** The text, if the container is detached and holds none. */
  readonly signedText?: string;
  readonly proofsOfPossession?: readonly ProofOfPossession[];
  readonly device?: {
    readonly kind: 'attested' | 'recorded';
    readonly id: string;
    readonly model: string;
    readonly keyStore: string;
    readonly appVersion: string;
  };
  readonly contact: { readonly mail: string; readonly telephone: string };
}

/** A certificate that was issued. */
export interface IssuedCertificate {
  readonly order: number;
  /** With the serial number, by which a request for revocation names it. */
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  /** `issued` until its receipt is confirmed. */
  readonly state?: 'issued' | 'accepted' | 'revoked' | 'expired';
  readonly links: { readonly der: string; readonly pem: string; readonly chain: string };
}

/** Where an application stands. */
export interface ApplicationStatus {
  readonly applicationId: string;
  readonly state: string;
  /** What the applicant is told. */
  readonly told: Said;
  /** What they have to do next, and until when. */
  readonly next?: Said;
  readonly deadline?: string;
  /** What has to be corrected; in state `returned`. */
  readonly corrections?: readonly (Said & { readonly rule: string })[];
  /** The code (利用者識別符号), while the state is `keyDelivery`. */
  readonly code?: {
    readonly codeNumber: number;
    readonly state: string;
    readonly attemptsLeft: number;
    readonly lapsesAt: string;
  };
  readonly certificates: readonly IssuedCertificate[];
}

/** What a document is that is sent apart from the text. */
export type DocumentKind =
  | 'paperApplication'
  | 'baseDocument'
  | 'identityDocument'
  | 'sealRegistration'
  | 'powerOfAttorney'
  | 'inquiryReply';

/** States in which nothing more becomes of an application. */
export const FINAL_STATES = ['issued', 'rejected', 'withdrawn', 'lapsed'] as const;

/** What became of a redemption, or that it was received and is not judged yet. */
export interface RedemptionAnswer {
  readonly outcome?: 'redeemed' | 'wrongCode' | 'locked' | 'keyRefused' | 'used' | 'notLive';
  readonly attemptsLeft?: number;
  readonly told?: Said;
}

/** Something that happened to an application of the portal. Codes only, no personal data. */
export interface PortalEvent {
  readonly id: string;
  /** Where it stands; what comes after it is asked for by it. Opaque. */
  readonly position: string;
  readonly kind: string;
  readonly applicationId: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A page of events, and from where the next one goes on. */
export interface EventPage {
  readonly events: readonly PortalEvent[];
  readonly next: string;
  /** There are more already. */
  readonly hasMore: boolean;
}

/** Any other answer: its members are described in the OpenAPI document. */
export type Answer = Readonly<Record<string, unknown>>;

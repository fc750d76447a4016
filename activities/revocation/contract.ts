import type { CrlReason } from '../../domain/revocation/reasons.ts';

/** A revocation that was granted: which certificate, for which reason, by whose decision. */
export interface RevocationOrder {
  readonly requestId: string;
  readonly issuerKeyId: string;
  /** Serial number and fingerprint together: either alone may be a slip. */
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly reasonCode: CrlReason;
  /** Milliseconds since 1970; when the danger arose, as far as it is known (RFC 5280 §5.3.2). */
  readonly invalidityDate?: number;
}

/** What the room answers for one order. */
export type RecordedRevocation =
  | {
      readonly outcome: 'recorded';
      readonly requestId: string;
      /** Milliseconds since 1970. */
      readonly revocationDate: number;
      readonly reasonCode: CrlReason;
      /** When it was read back from where relying parties get it; absent until then. */
      readonly publishedAt?: number;
    }
  | {
      /** Revoked before, at another request. */
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

/** A suspension (`certificateHold`), with the instant by which it has to be decided. */
export interface SuspensionOrder extends Omit<RevocationOrder, 'reasonCode' | 'invalidityDate'> {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly assertionSha256: readonly string[];
}

/** A reason that was too mild: the revocation stands, its reason becomes `keyCompromise`. */
export interface ReasonUpgrade extends Omit<RevocationOrder, 'invalidityDate'> {
  readonly assertionSha256: readonly string[];
}

/** What one publication brought. */
export interface Publication {
  readonly issuerKeyId: string;
  /** Requests whose certificates are served as revoked, or held, since it was read back. */
  readonly requestIds: readonly string[];
  /** More than one publication tells of at once are left. */
  readonly isMore: boolean;
  /** Milliseconds since 1970: whoever asks for what came after has heard of everything. */
  readonly upTo: number;
  /** Milliseconds since 1970; when the next list has to be there at the latest. */
  readonly nextUpdate: number;
}

/** What is asked of a publication. */
export interface PublicationOrder {
  readonly issuerKeyId: string;
  /** `upTo` of the last answer that arrived; without one, the room goes back a month, because an answer may be lost. */
  readonly after?: number;
}

/** Activities of the room about revocation and status, on the queue `enclave-status`. Every one may be repeated. */
export interface RoomRevocationActivities {
  /** Records date and reason in the room (規則6条12号), up to 500 at once, in the order given. */
  recordRevocations(orders: readonly RevocationOrder[]): Promise<readonly RecordedRevocation[]>;
  suspendCertificate(order: SuspensionOrder): Promise<RecordedRevocation>;
  /** @returns whether there was something to release */
  releaseCertificate(order: {
    readonly requestId: string;
    readonly issuerKeyId: string;
    readonly serialNumber: string;
  }): Promise<{ readonly isReleased: boolean }>;
  upgradeReason(order: ReasonUpgrade): Promise<RecordedRevocation>;
  /** Signs and publishes what has changed, reads it back, and says of which requests that is true since the last answer. */
  publishStatus(order: PublicationOrder): Promise<Publication>;
}

/** Office activity that hears of a publication. */
export interface PublicationActivities {
  notePublished(requestIds: readonly string[]): Promise<void>;
  /** Notes until when the newest list of an issuer key is good, for the morning check. */
  noteStatus(newest: Pick<Publication, 'issuerKeyId' | 'nextUpdate'>): Promise<void>;
}

/** A revocation that two custodians ordered in the room, with the office down or for a compromised issuer key. */
export interface RoomsOwnRevocation {
  /** Of a compromised key all bear the one of the act. */
  readonly requestId: string;
  readonly because: 'custodians' | 'compromise';
  /** Place in the room's book. */
  readonly index: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly reasonCode: CrlReason;
  /** Milliseconds since 1970, as every instant here. */
  readonly revocationDate: number;
  readonly recordedAt: number;
  /** When relying parties were seen to get it; undefined before. */
  readonly publishedAt?: number;
}

/** Some of them, in the order of the room's book. */
export interface RoomsOwnPage {
  readonly revocations: readonly RoomsOwnRevocation[];
  /** Where to go on from: place in the room's book. */
  readonly cursor: number;
  readonly isMore: boolean;
}

/** Activity of the room that tells what was revoked there without the office, on the queue `enclave-status`. */
export interface RoomsOwnActivities {
  /** @param after cursor of the page before; -1 from the beginning */
  listRoomsOwnRevocations(after: number): Promise<RoomsOwnPage>;
}

/** What became of a page. */
export interface TakenIn {
  /** All of it is published, so that nobody has to look there again. */
  readonly isSettled: boolean;
}

/** Activities of the office that take in what the room revoked without it. */
export interface TakeInActivities {
  /** From where to look; -1 from the beginning of the room's book. */
  roomsOwnCursor(): Promise<number>;
  /** @param isFirstOpen whether all before this page is settled */
  takeInRoomsOwn(page: RoomsOwnPage, isFirstOpen: boolean): Promise<TakenIn>;
}

/**
 * How the table of events is written: one row an event, saying in which log it stands, under which
 * item of 規則12条1項, who may act, what it says and how long what lies beside it is kept.
 */

/**
 * The items of 規則12条1項 in its order: 号 (book) and イロハ. 1 = certificates and who they are for,
 * 2 = revocation, 3 = organisation, 4 = equipment, safety and use of the books.
 */
export const ITEMS = [
  ...(['1イ', '1ロ', '1ハ', '1ニ', '1ホ', '1ヘ', '1ト', '1チ', '1リ'] as const),
  ...(['2イ', '2ロ', '2ハ', '2ニ'] as const),
  ...(['3イ', '3ロ', '3ハ', '3ニ', '3ホ'] as const),
  ...(['4イ', '4ロ', '4ハ', '4ニ', '4ホ', '4ヘ', '4ト'] as const),
] as const;

/** One item of 規則12条1項. */
export type Item = (typeof ITEMS)[number];

/** Whoever did the act. `thirdParty`: heirs, courts and others, neither subscriber nor ours. */
export const ACTOR_KINDS = [
  ...(['applicant', 'subscriber', 'portal', 'officer', 'custodian', 'auditor'] as const),
  ...(['system', 'vendor', 'jlis', 'witness', 'thirdParty'] as const),
] as const;

/** One of {@link ACTOR_KINDS}. */
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Kinds of evidence: octets kept beside the log under their SHA-256. */
export const EVIDENCE_KINDS = [
  ...(['signedText', 'signatureContainer', 'jpkiCertificate', 'jpkiChain', 'jlisRequest'] as const),
  ...(['jlisAnswer', 'proofOfPossession', 'codeRedemption', 'ownCertificate'] as const),
  ...(['anchorRecord', 'deviceEvidence', 'contactRecord', 'explanationText'] as const),
  ...(['explanationRecord', 'paperApplication', 'baseDocument', 'identityDocument'] as const),
  ...(['sealRegistration', 'powerOfAttorney', 'inquiryReply', 'dataEntry'] as const),
  ...(['physicalOriginal', 'thirdPartyNotice', 'callbackRecord', 'officerNote'] as const),
  ...(['webauthnAssertion', 'facts', 'findings', 'notice', 'refusalLetter'] as const),
  ...(['tbsCertificate', 'certificate', 'issuerCertificate', 'ceremonyRecord', 'crl'] as const),
  ...(['ocspBatch', 'governanceDocument', 'ruleSet', 'dutyRoster', 'entryLog'] as const),
  ...(['incidentReport', 'maintenanceReport', 'accessRows', 'reconciliationFigures'] as const),
  ...(['history', 'replayKit', 'timestampToken', 'destructionCertificate'] as const),
] as const;

/** One of {@link EVIDENCE_KINDS}. */
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * How long what lies beside an entry (evidence, openings) is kept; the entry itself stays as long
 * as the log. `chain`: until the last certificate resting on the identity-check chain has been
 * expired for ten years (規則12条2項); `issuer`, `organisation`: the same for the last certificate of
 * the issuer, or issued under the document; `rejected`: 15 years from the decision; `book4`: until
 * the next renewal of the accreditation (規則12条3項); `jlis`: as its chain, but destroyed at once
 * when the right to ask J-LIS ends; `short`: 30 days after expiry; `permanent`: life of the log.
 */
export type RetentionCode =
  | 'chain'
  | 'rejected'
  | 'issuer'
  | 'organisation'
  | 'book4'
  | 'jlis'
  | 'short'
  | 'permanent';

/**
 * The type of one field of `data`.
 *
 * h: SHA-256 in 64 lower-case hexadecimal digits · c: commitment, the same form · id: UUID ·
 * t: time `YYYY-MM-DDTHH:MM:SS.sssZ` · n: integer from 0 · s: code or id, not empty · b: boolean ·
 * day: `YYYY-MM-DD` in Japan · hex40: serial number or issuer key id, 40 lower-case hexadecimal
 * digits · o: order · evidenceKind, documentType, actKind: code out of a closed list of the books.
 */
export type ValueType =
  | 'h'
  | 'c'
  | 'id'
  | 't'
  | 'n'
  | 's'
  | 'b'
  | 'day'
  | 'hex40'
  | 'o'
  | 'evidenceKind'
  | 'documentType'
  | 'actKind';

/** `[h]` is a list of `h`; a question mark says that the field may be absent. */
export type FieldType = ValueType | `[${ValueType}]` | `${ValueType}?`;

/** One event. */
export interface EventRow {
  /** O = office, E = enclave (the room), B = the log in which the act happens. */
  readonly log: 'O' | 'E' | 'B';
  /** Items an entry may carry, in the order of 12条; it carries those its case calls for. */
  readonly items: readonly Item[];
  /** No item names this act: it stands where an inspector would look for it. */
  readonly byJudgement?: true;
  readonly actors: readonly ActorKind[];
  readonly data: Readonly<Record<string, FieldType>>;
  /** Kinds of evidence an entry may name; absent: none. */
  readonly evidence?: readonly EvidenceKind[];
  readonly kept: readonly RetentionCode[];
}

/** Events by name. */
export type EventRows = Readonly<Record<string, EventRow>>;

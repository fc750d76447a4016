import type { StatedAct } from '../governance/statement.ts';
import type { ActId } from '../governance/acts.ts';
import type { RevocationReasonCode } from './reasons.ts';

/** What staff send about a request for revocation, as rows of inputs name it. */
export const requestInputKinds = [
  'revocationCallback',
  'revocationGrant',
  'revocationRefusal',
  'revocationEmergency',
  'revocationConfirmation',
  'revocationSuspension',
  'revocationReasonUpgrade',
] as const;

/** One of {@link requestInputKinds}. */
export type RequestInputKind = (typeof requestInputKinds)[number];

/** Who sends it. */
export interface SentByStaff {
  readonly v: 1;
  readonly officer: string;
  /** Name of the role in which it is done. */
  readonly role: string;
  readonly terminal: string;
}

/** A call to the number on file, with three answers out of the dossier (規則6条10号). */
export interface CallbackContent extends SentByStaff {
  readonly kind: 'revocationCallback';
  readonly result: 'confirmed' | 'notReached' | 'denied';
  /** Fact `requesterMatch`; there exactly when the call was `confirmed`. */
  readonly requesterMatch?: 'same' | 'explainable' | 'different';
  readonly scriptVersion: string;
  /** Of the evidence `callbackRecord`, kept with the evidence of the request. */
  readonly recordSha256: string;
}

/** What every decision with a passkey says. The assertion is kept with the evidence of the request. */
export interface SignedContent extends SentByStaff {
  /** As in the statement, ascending: `rule/code=reason` of a grant, the one reason of a refusal; else none. */
  readonly reasons: readonly string[];
  readonly assertionSha256: string;
}

/** A grant: by one person or two, as the findings say. */
export interface GrantContent extends SignedContent {
  readonly kind: 'revocationGrant';
  readonly reasonCode: RevocationReasonCode;
  /** Day the danger arose, `YYYY-MM-DD` in Japan; only of `keyCompromise`. */
  readonly invalidityDate?: string;
  /** Of the examination it was made on. */
  readonly findingsSha256: string;
}

/** A refusal, with the letter that says why. */
export interface RefusalContent extends SignedContent {
  readonly kind: 'revocationRefusal';
  readonly findingsSha256: string;
  /** Of the evidence `refusalLetter`, kept with the evidence of the request. */
  readonly letterSha256: string;
}

/** Granted at once by one person; another confirms it within the hour. */
export interface EmergencyContent extends SignedContent {
  readonly kind: 'revocationEmergency';
  readonly reasonCode: RevocationReasonCode;
  readonly invalidityDate?: string;
}

/** What another says of an emergency. If it is not confirmed, it is an incident, and the revocation stands. */
export interface ConfirmationContent extends SignedContent {
  readonly kind: 'revocationConfirmation';
  readonly isConfirmed: boolean;
}

/** Suspension out of doubt (`certificateHold`). */
export interface SuspensionContent extends SignedContent {
  readonly kind: 'revocationSuspension';
}

/** The reason becomes `keyCompromise`; the revocation stands. */
export interface ReasonUpgradeContent extends SignedContent {
  readonly kind: 'revocationReasonUpgrade';
}

/** Everything that staff send about a request. */
export type RequestInputContent =
  | CallbackContent
  | GrantContent
  | RefusalContent
  | EmergencyContent
  | ConfirmationContent
  | SuspensionContent
  | ReasonUpgradeContent;

/** What is decided with a passkey. */
export type SignedRequestContent = Exclude<RequestInputContent, CallbackContent>;

/** What an input is in the table of duties, and what the statement of its passkey calls it. */
export interface RequestInputRow {
  readonly act: ActId;
  readonly stated?: StatedAct;
  /** Roles in which it may be done. */
  readonly roles: readonly string[];
}

/** What each input is in the other tables; a grant that takes two is `decideRevocationWithSecond`. */
export const requestInputTable: Readonly<Record<RequestInputKind, RequestInputRow>> = {
  revocationCallback: { act: 'takeRequest', roles: ['approver', 'examiner', 'reception'] },
  revocationGrant: { act: 'decideRevocation', stated: 'revoke', roles: ['approver'] },
  revocationRefusal: { act: 'decideRevocation', stated: 'refuseRevocation', roles: ['approver'] },
  revocationEmergency: { act: 'revokeInEmergency', stated: 'revoke', roles: ['approver'] },
  revocationConfirmation: {
    act: 'confirmEmergency',
    stated: 'confirmRevocation',
    roles: ['approver'],
  },
  revocationSuspension: { act: 'suspend', stated: 'suspend', roles: ['approver'] },
  revocationReasonUpgrade: { act: 'decideRevocation', stated: 'revoke', roles: ['approver'] },
};

/** The certificate that a decision is about. */
export interface DecidedCertificate {
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
  readonly certificateSha256: string | null;
}

/**
 * What an officer signs: the SHA-256 of the canonical JSON of this is the `contentSha256` of the statement, whose subject is
 * the request. Another kind of decision, reason or certificate is another content.
 */
export function signedRequestContent(
  requestId: string,
  certificate: DecidedCertificate,
  content: Omit<SignedRequestContent, 'assertionSha256'>,
): Readonly<Record<string, string | boolean>> {
  const { issuerKeyId, serialNumber, certificateSha256 } = certificate;
  const said = content as Readonly<Record<string, unknown>>;
  const fields = ['reasonCode', 'invalidityDate', 'findingsSha256', 'letterSha256', 'isConfirmed'];
  const own = fields.flatMap((name) => {
    const value = said[name];
    return typeof value === 'string' || typeof value === 'boolean' ? [[name, value] as const] : [];
  });
  return {
    decision: content.kind,
    request: requestId,
    ...(issuerKeyId === null ? {} : { issuerKeyId }),
    ...(serialNumber === null ? {} : { serialNumber }),
    ...(certificateSha256 === null ? {} : { certificateSha256 }),
    ...Object.fromEntries(own),
  };
}

/** Why a request is refused. */
export const requestRefusalReasons = {
  certificateUnknown: { ja: '対象の証明書が見つからない', en: 'no such certificate' },
  requesterNotSubscriber: { ja: '請求者が本人ではない', en: 'not asked for by the subscriber' },
  deniedBySubscriber: { ja: '本人が請求していない', en: 'the subscriber did not ask for it' },
  standingNotShown: { ja: '届出の資格が示されない', en: 'standing not shown' },
  intentNotEstablished: { ja: '失効の意思が確かめられない', en: 'intent not established' },
  alreadyRevoked: { ja: '既に失効している', en: 'already revoked' },
  expired: { ja: '有効期間が満了している', en: 'already expired' },
  withdrawnByRequester: { ja: '請求が取り下げられた', en: 'the requester took it back' },
  groundNotFound: { ja: '失効の事由が認められない', en: 'no ground was found' },
  other: { ja: 'その他（要記入）', en: 'other (with a note)' },
} as const;

/** The code of a reason for which a request is refused. */
export type RequestRefusalReason = keyof typeof requestRefusalReasons;

/**
 * Why an input about a request has no effect, as `input.refused` says it. A separation of duties is named by its number
 * (`dutiesN6`).
 */
export type RequestInputProblem =
  | 'contentUnreadable'
  | 'requestClosed'
  | 'stateMoved'
  | 'findingsMoved'
  | 'certificateUnknown'
  | 'alreadyRevoked'
  | 'assertionInvalid'
  | 'officerUnknown'
  | 'roleRequired'
  | 'nobodyMayGrant'
  | 'reasonsWrong'
  | 'reasonNotPossible'
  | 'notAnEmergency'
  | 'alreadyConfirmed'
  | 'suspensionOff'
  | `duties${string}`;

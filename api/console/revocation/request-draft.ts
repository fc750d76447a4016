import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { overrideReasons } from '../../../domain/decision/overrides.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { readDay } from '../../../domain/revocation/invalidity-day.ts';
import {
  revocationReasons,
  type RevocationReasonCode,
} from '../../../domain/revocation/reasons.ts';
import { requestRefusalLetter } from '../../../domain/revocation/refusal-letter.ts';
import {
  requestInputTable,
  requestRefusalReasons,
  signedRequestContent,
  type RequestInputKind,
  type RequestRefusalReason,
  type SignedRequestContent,
} from '../../../domain/revocation/request-inputs.ts';
import { isCallAgainst } from './callback-record.ts';
import { refersOf } from './request-findings.ts';

/** A decision about a request, chosen and not signed. */
export interface RequestChoice {
  readonly kind: SignedRequestContent['kind'];
  readonly request: ListedRequest;
  readonly officerId: string;
  readonly role: string;
  readonly terminal: string;
  /** What the form says, by the names of its fields. */
  readonly fields: URLSearchParams;
  readonly now: Date;
  /** 文書番号 of the letter. */
  readonly document: string;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A content before its assertion is there. */
export type UnsignedContent = DistributiveOmit<SignedRequestContent, 'assertionSha256'>;

/** What will be signed and recorded, whole. */
export interface RequestDraft {
  readonly content: UnsignedContent;
  readonly statement: Statement;
  readonly letter: string | undefined;
}

/** Reasons to refuse for. */
export const REQUEST_REFUSALS = Object.keys(requestRefusalReasons) as RequestRefusalReason[];

/** Reasons that a decider may grant for. */
export const GRANT_REASONS = Object.keys(revocationReasons) as RevocationReasonCode[];

/** Reasons for which one person may grant at once: those that a subscriber calls for. */
export const EMERGENCY_REASONS = GRANT_REASONS.filter(
  (reason) => revocationReasons[reason].isAskedBySubscribers,
);

/** Reasons for deciding against a finding; `other` would need a note, which requests have none of. */
export const REQUEST_OVERRIDES = Object.entries(overrideReasons).filter(
  ([code]) => code !== 'other',
);

/** Name of the field that holds the reason for a finding. */
export const overrideField = (finding: string): string => `override:${finding}`;

interface Chosen {
  readonly own: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];
  readonly letter?: string;
}

/**
 * Makes a draft of what was chosen, the same from the same fields: what the page showed is what is signed.
 *
 * @returns undefined as long as something is still to be chosen
 */
export function requestDraftOf(choice: RequestChoice): RequestDraft | undefined {
  const { kind, request, officerId: officer, role, terminal } = choice;
  const chosen = CHOOSING[kind](choice);
  const act = requestInputTable[kind].stated;
  if (!chosen || !act) return undefined;
  const { own, reasons, letter } = chosen;
  const content = { v: 1, kind, officer, role, terminal, reasons, ...own } as UnsignedContent;
  const said = signedRequestContent(request.id, request, content);
  const contentSha256 = sha256Hex(canonicalOctets(said));
  const subject = request.id;
  const statement = {
    v: 1,
    act,
    contentSha256,
    officer,
    reasons,
    role,
    subject,
    terminal,
  } as const;
  return { content, statement, letter };
}

const CHOOSING: Readonly<
  Record<SignedRequestContent['kind'], (choice: RequestChoice) => Chosen | undefined>
> = {
  revocationGrant(choice) {
    const { findingsSha256 } = choice.request;
    const reason = reasonChosen(choice);
    const reasons = overridesChosen(choice);
    if (findingsSha256 === null || !reason || !reasons) return undefined;
    return { own: { ...reason, findingsSha256 }, reasons };
  },
  revocationRefusal({ request, fields, document }) {
    const { id: requestId, findingsSha256 } = request;
    const reason = REQUEST_REFUSALS.find((each) => each === fields.get('refusal'));
    if (findingsSha256 === null || !reason) return undefined;
    const letter = requestRefusalLetter({ document, requestId, reason });
    const letterSha256 = sha256Hex(Buffer.from(letter, 'utf8'));
    return { own: { findingsSha256, letterSha256 }, reasons: [reason], letter };
  },
  revocationEmergency(choice) {
    const reason = reasonChosen(choice);
    const isUrgent =
      reason && EMERGENCY_REASONS.includes(reason.reasonCode) && !isCallAgainst(choice.fields);
    return isUrgent ? { own: reason, reasons: [] } : undefined;
  },
  revocationConfirmation({ fields }) {
    const said = fields.get('confirmed') ?? '';
    if (said !== 'yes' && said !== 'no') return undefined;
    return { own: { isConfirmed: said === 'yes' }, reasons: [] };
  },
  revocationSuspension: () => ({ own: {}, reasons: [] }),
  revocationReasonUpgrade: () => ({ own: {}, reasons: [] }),
};

/** The reason, with the day on which the danger arose where it may bear one; undefined for a day that is none. */
function reasonChosen({ fields, now }: RequestChoice) {
  const reasonCode = GRANT_REASONS.find((each) => each === fields.get('reason'));
  if (!reasonCode) return undefined;
  const typed = fields.get('invalidityDate')?.trim() ?? '';
  if (typed === '' || !revocationReasons[reasonCode].hasInvalidityDate) return { reasonCode };
  const invalidityDate = readDay(typed, now);
  return invalidityDate === undefined ? undefined : { reasonCode, invalidityDate };
}

function overridesChosen({ request, fields }: RequestChoice): readonly string[] | undefined {
  const chosen = refersOf(request).map(
    (finding) => [finding, fields.get(overrideField(finding)) ?? ''] as const,
  );
  const known = REQUEST_OVERRIDES.map(([code]) => code);
  const isWhole = chosen.every(([, code]) => known.includes(code));
  return isWhole ? chosen.map((pair) => pair.join('=')).toSorted() : undefined;
}

/** The input that a name in an address stands for. */
export const KIND_OF_DECISION: Readonly<Record<string, SignedRequestContent['kind']>> = {
  grant: 'revocationGrant',
  refuse: 'revocationRefusal',
  suspend: 'revocationSuspension',
  upgrade: 'revocationReasonUpgrade',
  emergency: 'revocationEmergency',
};

/** The name of an input in an address; a confirmation has an address of its own. */
export const decisionOfKind = (kind: RequestInputKind): string | undefined =>
  Object.entries(KIND_OF_DECISION).find(([, each]) => each === kind)?.[0];

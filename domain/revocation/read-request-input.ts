import { revocationReasons, type RevocationReason } from './reasons.ts';
import {
  requestInputKinds,
  requestInputTable,
  type RequestInputContent,
  type RequestInputKind,
} from './request-inputs.ts';

type Fields = Readonly<Record<string, unknown>>;

const HASH = /^[0-9a-f]{64}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= 200;
const isHash = (value: unknown): boolean => typeof value === 'string' && HASH.test(value);
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function isReason({ reasonCode, invalidityDate }: Fields): boolean {
  if (typeof reasonCode !== 'string' || !Object.hasOwn(revocationReasons, reasonCode)) return false;
  const reason: RevocationReason = revocationReasons[reasonCode as keyof typeof revocationReasons];
  if (invalidityDate === undefined) return true;
  return reason.hasInvalidityDate && typeof invalidityDate === 'string' && DAY.test(invalidityDate);
}

function isCallback({ result, requesterMatch, scriptVersion, recordSha256 }: Fields): boolean {
  const isMatched = ['same', 'explainable', 'different'].includes(String(requesterMatch));
  const isKnown = ['confirmed', 'notReached', 'denied'].includes(String(result));
  const isWhole = result === 'confirmed' ? isMatched : requesterMatch === undefined;
  return isKnown && isWhole && isText(scriptVersion) && isHash(recordSha256);
}

/** What each kind says beside who says it. */
const OWN: Readonly<Record<RequestInputKind, (fields: Fields) => boolean>> = {
  revocationCallback: isCallback,
  revocationGrant: (fields) => isReason(fields) && isHash(fields['findingsSha256']),
  revocationRefusal: ({ findingsSha256, letterSha256, reasons }) =>
    isHash(findingsSha256) && isHash(letterSha256) && (reasons as unknown[]).length === 1,
  revocationEmergency: isReason,
  revocationConfirmation: ({ isConfirmed }) => typeof isConfirmed === 'boolean',
  revocationSuspension: () => true,
  revocationReasonUpgrade: () => true,
};

/** Reads what a row of inputs says about a request; undefined for what is not one of its kind and actor. */
export function readRequestInput(input: {
  readonly kind: string;
  readonly actor: string;
  readonly content: unknown;
}): RequestInputContent | undefined {
  const kind = requestInputKinds.find((known) => known === input.kind);
  if (!kind || typeof input.content !== 'object' || input.content === null) return undefined;
  const fields = input.content as Fields;
  const isOwn = fields['v'] === 1 && fields['kind'] === kind && fields['officer'] === input.actor;
  if (!isOwn || ![fields['role'], fields['terminal']].every(isText)) return undefined;
  const isSigned = areTexts(fields['reasons']) && isHash(fields['assertionSha256']);
  if (requestInputTable[kind].stated !== undefined && !isSigned) return undefined;
  return OWN[kind](fields) ? (input.content as RequestInputContent) : undefined;
}

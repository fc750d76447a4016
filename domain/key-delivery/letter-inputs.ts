import { date, uuid } from '../application/text-values.ts';
import { CODE_REDEMPTION } from './redemption-input.ts';

/** What is heard of the letter of a code: one row of inputs each. */
export const letterInputKinds = [
  'letterPrinted',
  'letterPosted',
  'letterDelivered',
  'letterReturned',
] as const;

/** One of {@link letterInputKinds}. */
export type LetterInputKind = (typeof letterInputKinds)[number];

/** Kind of the row of inputs that orders another code; it carries a {@link ResendContent}. */
export const RESEND = 'resend';

/** Every kind of input about a code: of its letter, its redemption, another in its place. */
export const codeInputKinds = [...letterInputKinds, CODE_REDEMPTION, RESEND] as const;

/** Tells whether a kind of input is one of {@link codeInputKinds}. */
export const isCodeInputKind = (kind: string): boolean =>
  (codeInputKinds as readonly string[]).includes(kind);

/** Tells whether a kind of input is heard of a letter. */
export const isLetterInputKind = (kind: string): kind is LetterInputKind =>
  (letterInputKinds as readonly string[]).includes(kind);

/** What makes the two numbers of a posted letter readable later: sealed for the chain of the case where it was received. */
export interface LetterOpening {
  /** `data.addressCommitment` or `data.trackingCommitment`. */
  readonly field: string;
  readonly kind: string;
  readonly keyId: string;
  /** Octets in Base64. */
  readonly sealed: string;
}

/** What every row about a letter says: ids, hashes, codes and instants. Its id is a UUIDv7; the same one twice is heard once. */
interface LetterContent {
  readonly v: 1;
  /** Kind of the row of inputs that says it. */
  readonly kind: LetterInputKind;
  /** Row of dispatches. */
  readonly dispatch: string;
  readonly codeNumber: number;
  /** When it happened, by whoever reports it: ISO 8601 in UTC with milliseconds, as entries have it. */
  readonly at: string;
  /** `vendor`: the print vendor or the post says so, in a file. `officer`: somebody of staff recorded it. */
  readonly from: 'vendor' | 'officer';
  /** Name of the vendor; of `vendor` alone. */
  readonly vendor?: string;
  /** SHA-256 of the file that says it, as it was imported; of `vendor` alone. */
  readonly reportSha256?: string;
  /** Who imported the file, or scanned the letter; of `officer` with the role and terminal. */
  readonly officer: string;
  readonly role: string;
  readonly terminal: string;
}

/** Printed and put into its envelope: the ciphertext of the code is deleted everywhere. */
export interface LetterPrinted extends LetterContent {
  readonly kind: 'letterPrinted';
  readonly lot: string;
}

/** Handed to the post: the code lapses 30 days after `at`. */
export interface LetterPosted extends LetterContent {
  readonly kind: 'letterPosted';
  readonly lot: string;
  /** `honninGenteiTokureiJu` and the like: how the post hands it over. */
  readonly mailKind: string;
  readonly addressCommitment: string;
  readonly trackingCommitment: string;
  /** Id (UUIDv7) of the entry `letter.posted` to be written: openings are bound to it. */
  readonly entry: string;
  readonly openings: readonly LetterOpening[];
}

/** Handed over to the person (本人限定受取). */
export interface LetterDelivered extends LetterContent {
  readonly kind: 'letterDelivered';
  /** Day in Japan, `YYYY-MM-DD`. */
  readonly deliveredOn: string;
}

/** Came back. A person scanned it: `from` is always `officer`. */
export interface LetterReturned extends LetterContent {
  readonly kind: 'letterReturned';
  /** One of {@link letterReturnReasons}. */
  readonly reason: string;
}

/** What a row about a letter says. */
export type LetterInput = LetterPrinted | LetterPosted | LetterDelivered | LetterReturned;

/** Why a letter came back, as the post writes on it. */
export const letterReturnReasons = {
  addressUnknown: { ja: 'あて所に尋ねあたらない', en: 'not known at the address' },
  moved: { ja: '転居先不明', en: 'moved, left no address' },
  notCollected: { ja: '保管期間経過', en: 'not collected in time' },
  refused: { ja: '受取拒絶', en: 'refused by the receiver' },
  damaged: { ja: '破損・開封のおそれ', en: 'damaged, perhaps opened' },
} as const;

/** Code of such a reason. */
export type LetterReturnReason = keyof typeof letterReturnReasons;

/** Tells whether a text is such a code. */
export const isLetterReturnReason = (code: string): code is LetterReturnReason =>
  Object.hasOwn(letterReturnReasons, code);

type Fields = Readonly<Record<string, unknown>>;
type Holds = (value: unknown) => boolean;

const TEXT_MAX = 200;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HASH = /^[0-9a-f]{64}$/;

const isText: Holds = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX;
const isUuid: Holds = (value) => typeof value === 'string' && uuid(value) !== undefined;
const isHash: Holds = (value) => typeof value === 'string' && HASH.test(value);
const isInstant: Holds = (value) =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
const isDay: Holds = (value) => typeof value === 'string' && date(value) !== undefined;
const isOpening: Holds = (value) =>
  ['field', 'kind', 'keyId', 'sealed'].every((name) => typeof Object(value)[name] === 'string');

const common: Readonly<Record<string, Holds>> = {
  v: (value) => value === 1,
  dispatch: isUuid,
  codeNumber: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  at: isInstant,
  from: (value) => value === 'vendor' || value === 'officer',
  officer: isText,
  role: isText,
  terminal: isText,
};

const own: Readonly<Record<LetterInputKind, Readonly<Record<string, Holds>>>> = {
  letterPrinted: { lot: isUuid, from: (value) => value === 'vendor', vendor: isText },
  letterPosted: {
    lot: isUuid,
    mailKind: isText,
    addressCommitment: isHash,
    trackingCommitment: isHash,
    entry: isUuid,
    openings: (value) => Array.isArray(value) && value.every(isOpening),
  },
  letterDelivered: { deliveredOn: isDay },
  letterReturned: {
    from: (value) => value === 'officer',
    reason: (value) => typeof value === 'string' && isLetterReturnReason(value),
  },
};

/** What a row of inputs says about a letter; undefined for one that does not say exactly what its kind says. */
export function readLetterInput(kind: LetterInputKind, content: unknown): LetterInput | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const fields = content as Fields;
  const holds = (members: Readonly<Record<string, Holds>>) =>
    Object.entries(members).every(([name, check]) => check(fields[name]));
  const isNamed =
    fields['from'] !== 'vendor' || (isText(fields['vendor']) && isHash(fields['reportSha256']));
  if (fields['kind'] !== kind || !isNamed || !holds(common) || !holds(own[kind])) return undefined;
  return content as LetterInput;
}

/**
 * What an approver's order of another code says (kind `resend` of a row of inputs; role always `approver`).
 *
 * The statement that is signed has act `resend`, the case as its subject, the one reason, and as `contentSha256` the
 * SHA-256 of the octets of {@link resendOrderText}.
 */
export interface ResendContent {
  readonly v: 1;
  readonly kind: 'resend';
  readonly officer: string;
  readonly role: 'approver';
  readonly terminal: string;
  /** The code that can be used no more; the new one has the next number. */
  readonly codeNumber: number;
  /** One of {@link resendReasons}. */
  readonly reasons: readonly [string];
  /** Of the evidence `webauthnAssertion`. */
  readonly assertionSha256: string;
}

/** Why another code is sent. */
export const resendReasons = {
  letterReturned: {
    ja: '郵便物が戻った（住所を確認した）',
    en: 'the letter came back; address confirmed',
  },
  lapsed: { ja: '期限が切れた', en: 'the code lapsed' },
  locked: { ja: '入力の誤りで使えなくなった', en: 'locked by wrong entries' },
} as const;

/** Tells whether a text is the code of such a reason. */
export const isResendReason = (code: string): code is keyof typeof resendReasons =>
  Object.hasOwn(resendReasons, code);

/** The octets, in UTF-8, whose hash a resend is signed about: case and number, so that it serves once. */
export const resendOrderText = (applicationId: string, codeNumber: number): string =>
  `toroku-resend/1\n${applicationId}\n${codeNumber}\n`;

/** What an order of another code says; undefined for a row that does not say exactly one. */
export function readResend(content: unknown): ResendContent | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const fields = content as Fields;
  const reasons: unknown = fields['reasons'];
  const isOne =
    Array.isArray(reasons) && reasons.length === 1 && isResendReason(String(reasons[0]));
  const isSaid =
    fields['v'] === 1 &&
    fields['kind'] === 'resend' &&
    fields['role'] === 'approver' &&
    isText(fields['officer']) &&
    isText(fields['terminal']) &&
    common['codeNumber']?.(fields['codeNumber']) === true &&
    isHash(fields['assertionSha256']);
  return isSaid && isOne ? (content as ResendContent) : undefined;
}

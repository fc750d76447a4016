/** Acts that an officer signs with a passkey, as statements and entries name them. */
export const STATED_ACTS = [
  'checklist',
  'finding',
  'approve',
  'reject',
  'return',
  'instruct',
  'revoke',
  'confirmRevocation',
  'refuseRevocation',
  'suspend',
  'resend',
  'proposeAct',
  'approveAct',
  'secondLook',
] as const;

/** One of {@link STATED_ACTS}. */
export type StatedAct = (typeof STATED_ACTS)[number];

/**
 * What an officer says with a passkey: the SHA-256 of its canonical JSON is the WebAuthn challenge. A changed octet of
 * what it is about gives another content hash, and so no signature over it.
 */
export interface Statement {
  readonly v: 1;
  readonly act: StatedAct;
  /** Of the dossier, the checklist, the request or the act's content. */
  readonly contentSha256: string;
  readonly officer: string;
  /** `rule/code=reason` for each finding decided against, or the one reason of the act; ascending. */
  readonly reasons: readonly string[];
  /** Name of the role in which it is done, as entries say it: `approver`. */
  readonly role: string;
  /** Case, request or dual-control act. */
  readonly subject: string;
  readonly terminal: string;
}

const SHA256 = /^[0-9a-f]{64}$/;
const REASONS_MAX = 64;
const TEXT_MAX = 200;

const MEMBERS = ['act', 'contentSha256', 'officer', 'reasons', 'role', 'subject', 'terminal', 'v'];

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX;

function areReasons(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > REASONS_MAX || !value.every(isText)) return false;
  return value.every((reason, i) => i === 0 || String(value[i - 1]) < reason);
}

/** Reads a statement out of a parsed value; undefined for anything that is not exactly one. */
export function readStatement(value: unknown): Statement | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (Object.keys(fields).toSorted().join() !== MEMBERS.join()) return undefined;
  const { act, contentSha256, officer, reasons, role, subject, terminal, v } = fields;
  const isKnown = v === 1 && STATED_ACTS.some((known) => known === act);
  const isHash = typeof contentSha256 === 'string' && SHA256.test(contentSha256);
  if (!isKnown || !isHash || !areReasons(reasons)) return undefined;
  return [officer, role, subject, terminal].every(isText)
    ? (fields as unknown as Statement)
    : undefined;
}

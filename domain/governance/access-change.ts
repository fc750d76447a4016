import { portalShapes, type PortalChange } from './portal-change.ts';
import { rolesNamed } from './role-names.ts';
import { rolesProblem } from './separation.ts';

/** An account of an officer, and what it may. Without a role somebody may do nothing any more. */
interface OfficerAccount {
  readonly officer: string;
  /**
   * Whose account it is, by a code: two accounts of one person count as one (N13). Where it is not said, as in acts from before
   * it was asked, an account stays whose it is, and a new one is of nobody but itself.
   */
  readonly person?: string;
  /** Names of roles, such as `examiner`. */
  readonly roles: readonly string[];
}

/** Of acts from before names lay beside them (content of version 1): the name itself, which stays with the act. */
export interface NamedOfficer extends OfficerAccount {
  readonly name: string;
  /** 32 hexadecimal digits: the hash of the content stands in the books, and tells no name. */
  readonly salt: string;
}

/** Of version 2: the name lies beside the act, where it can be overwritten, and the act commits to it. */
export interface CommittedOfficer extends OfficerAccount {
  /** Commitment of kind `officerName`, as entries name whoever decides by it. */
  readonly nameCommitment: string;
}

/** An officer as two people register or change one. */
export type OfficerChange = NamedOfficer | CommittedOfficer;

/**
 * What two people let an officer do, or stop: make one passkey, come in by an identity, sign in again; and that the name of
 * somebody who left is overwritten.
 */
export type PermissionChange =
  | { readonly do: 'enrol'; readonly officer: string }
  | { readonly do: 'unlock'; readonly officer: string }
  | { readonly do: 'eraseName'; readonly officer: string }
  | {
      readonly do: 'withdrawPasskey';
      readonly officer: string;
      readonly credentialSha256: string;
    }
  | {
      readonly do: 'mapIdentity';
      readonly officer: string;
      readonly issuer: string;
      readonly identitySha256: string;
      readonly salt: string;
    }
  | {
      readonly do: 'withdrawIdentity';
      readonly officer: string;
      readonly identitySha256: string;
    };

/** A terminal that people may act from, or no longer. Registered again, its browser needs a new code. */
export type TerminalChange =
  | { readonly do: 'register'; readonly terminal: string; readonly place: string }
  | { readonly do: 'withdraw'; readonly terminal: string };

/** What an act about access changes, by its kind. */
export interface AccessChanges {
  readonly officer: OfficerChange;
  readonly permission: PermissionChange;
  readonly terminal: TerminalChange;
  readonly portal: PortalChange;
}

/** A kind of act about access (`administerAccess`). */
export type AccessKind = keyof AccessChanges;

const accessKinds: readonly string[] = [
  'officer',
  'permission',
  'terminal',
  'portal',
] satisfies AccessKind[];

/** Tells whether a kind of act is about access. */
export const isAccessKind = (kind: string): kind is AccessKind => accessKinds.includes(kind);

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const SALT = /^[0-9a-f]{32}$/;
/** A line of its own, with nothing invisible in it. */
const LINE = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;

type Fields = Readonly<Record<string, unknown>>;

const matching = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

const isId = matching(ID);
const isSha256 = matching(SHA256);
const isSalt = matching(SALT);
const isLine = matching(LINE);

/** What no database and no entry can say, such as a NUL, `URL.canParse` alone takes. */
const isVisible = matching(/^[!-~]{1,255}$/);

const isIssuer = (value: unknown): boolean => isVisible(value) && URL.canParse(String(value));

function areRoles(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 8 || new Set(value).size !== value.length) {
    return false;
  }
  const names = value.filter((name): name is string => typeof name === 'string');
  const roles = rolesNamed(names);
  return roles.length === value.length && rolesProblem(roles) === undefined;
}

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

function fits(value: unknown, shape: Shape): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = value as Fields;
  const names = Object.keys(shape);
  return (
    Object.keys(fields).length === names.length &&
    names.every((name) => Object.hasOwn(fields, name) && shape[name]?.(fields[name]))
  );
}

const is = (word: string) => (value: unknown) => value === word;

const OFFICER: Shape = { officer: isId, name: isLine, roles: areRoles, salt: isSalt };

/** A name that an officer can have: one line, with nothing invisible in it. */
export const isOfficerName = (value: unknown): value is string => isLine(value);

/** Versions of the content of an act. */
export type ContentVersion = 1 | 2;

type Shapes = { readonly [K in AccessKind]?: readonly Shape[] };

const FIRST: Shapes = {
  officer: [OFFICER, { ...OFFICER, person: isId }],
  permission: [
    { do: is('enrol'), officer: isId },
    { do: is('unlock'), officer: isId },
    { do: is('eraseName'), officer: isId },
    { do: is('withdrawPasskey'), officer: isId, credentialSha256: isSha256 },
    {
      do: is('mapIdentity'),
      officer: isId,
      issuer: isIssuer,
      identitySha256: isSha256,
      salt: isSalt,
    },
    { do: is('withdrawIdentity'), officer: isId, identitySha256: isSha256 },
  ],
  terminal: [
    { do: is('register'), terminal: isId, place: isLine },
    { do: is('withdraw'), terminal: isId },
  ],
  portal: portalShapes(isLine),
};

const COMMITTED: Shape = { officer: isId, nameCommitment: isSha256, roles: areRoles };

const SHAPES: Readonly<Record<ContentVersion, Shapes>> = {
  1: FIRST,
  2: { officer: [COMMITTED, { ...COMMITTED, person: isId }] },
};

/** Reads what an act of a kind changes; undefined for anything that is not exactly one of its version. */
export function readAccessChange<K extends AccessKind>(
  kind: K,
  value: unknown,
  version: ContentVersion = 1,
): AccessChanges[K] | undefined {
  const isOne = SHAPES[version][kind]?.some((shape) => fits(value, shape));
  return isOne ? (value as AccessChanges[K]) : undefined;
}

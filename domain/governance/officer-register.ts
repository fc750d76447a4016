import { roleNameWith, rolesNamed } from './role-names.ts';
import { rolesProblem } from './separation.ts';

/** A passkey that an officer signs with; binary members in Base64url. */
export interface RegisteredPasskey {
  readonly credentialId: string;
  readonly publicKeyCose: string;
}

/** An account of the room's own register of officers. Who the person is by name is the office's to know. */
export interface RegisteredOfficer {
  readonly id: string;
  /** Whose account it is: two accounts of one person count as one. */
  readonly person: string;
  /** Names of roles, such as `approver`. */
  readonly roles: readonly string[];
  /** In force from this instant, `YYYY-MM-DDTHH:MM:SS.sssZ`, until before the other. */
  readonly from: string;
  readonly until?: string;
  readonly passkeys: readonly RegisteredPasskey[];
}

/** Content of a document `officers`. */
export interface OfficersDocument {
  readonly v: 1;
  readonly officers: readonly RegisteredOfficer[];
}

const OFFICERS_MAX = 1000;
const PASSKEYS_MAX = 16;

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** A credential id has 1023 octets at most (WebAuthn Level 3 §4). */
const CREDENTIAL_ID = /^[A-Za-z0-9_-]{1,1364}$/;
/** A key of RSA with 4096 bits has some 700 characters. */
const PUBLIC_KEY = /^[A-Za-z0-9_-]{1,2048}$/;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasMembers = (fields: Fields, ...names: readonly string[]): boolean =>
  Object.keys(fields).toSorted().join() === names.toSorted().join();

const matches = (pattern: RegExp, value: unknown): value is string =>
  typeof value === 'string' && pattern.test(value);

const isInstant = (value: unknown): value is string =>
  matches(INSTANT, value) && !Number.isNaN(Date.parse(value));

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const isListOf = <T>(
  value: unknown,
  most: number,
  isOne: (one: unknown) => one is T,
): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(isOne);

const isPasskey = (value: unknown): value is RegisteredPasskey =>
  isFields(value) &&
  hasMembers(value, 'credentialId', 'publicKeyCose') &&
  matches(CREDENTIAL_ID, value['credentialId']) &&
  matches(PUBLIC_KEY, value['publicKeyCose']);

const isRoleName = (value: unknown): value is string =>
  typeof value === 'string' && roleNameWith([value], () => true) !== undefined;

function isOfficer(value: unknown): value is RegisteredOfficer {
  if (!isFields(value)) return false;
  const { until, ...always } = value;
  if (!hasMembers(always, 'from', 'id', 'passkeys', 'person', 'roles')) return false;
  const { from, id, passkeys, person, roles } = always;
  if (!matches(ID, id) || !matches(ID, person) || !isInstant(from)) return false;
  if (Object.hasOwn(value, 'until') && !(isInstant(until) && from < until)) return false;
  if (!isListOf(roles, 8, isRoleName) || roles.length === 0 || !areDistinct(roles)) return false;
  return isListOf(passkeys, PASSKEYS_MAX, isPasskey);
}

/**
 * Reads a document `officers` out of a parsed value; undefined for anything that is not exactly one. An account
 * and a passkey stand in it once.
 */
export function readOfficers(value: unknown): OfficersDocument | undefined {
  if (!isFields(value) || !hasMembers(value, 'officers', 'v') || value['v'] !== 1) return undefined;
  const { officers } = value;
  if (!isListOf(officers, OFFICERS_MAX, isOfficer)) return undefined;
  const passkeys = officers.flatMap((officer) => officer.passkeys);
  const isUnique =
    areDistinct(officers.map(({ id }) => id)) &&
    areDistinct(passkeys.map(({ credentialId }) => credentialId));
  return isUnique ? { v: 1, officers } : undefined;
}

/** Tells whether an account is in force at an instant. */
export const isInForce = ({ from, until }: RegisteredOfficer, at: number): boolean =>
  Date.parse(from) <= at && (until === undefined || at < Date.parse(until));

/** The names of all roles that a person holds at an instant, over all accounts (N13). */
export const rolesOfPerson = (
  officers: readonly RegisteredOfficer[],
  person: string,
  at: number,
): string[] => [
  ...new Set(
    officers
      .filter((officer) => officer.person === person && isInForce(officer, at))
      .flatMap(({ roles }) => roles),
  ),
];

/**
 * Returns what keeps a register from being accepted: somebody who would hold roles together that nobody may hold,
 * at the beginning of one of the accounts. Undefined if nothing does.
 */
export function registerProblem({ officers }: OfficersDocument): string | undefined {
  for (const { person, from } of officers) {
    const roles = rolesNamed(rolesOfPerson(officers, person, Date.parse(from)));
    const problem = rolesProblem(roles);
    if (problem !== undefined) return `${problem} ${person}`;
  }
  return undefined;
}

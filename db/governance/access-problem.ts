import { and, eq, isNull, sql } from 'drizzle-orm';
import type {
  AccessChanges,
  AccessKind,
  OfficerChange,
  PermissionChange,
  TerminalChange,
} from '../../domain/governance/access-change.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import type { Queryable } from '../office-database.ts';
import { officerIdentities, terminals } from '../schema/access.ts';
import { officers, passkeys } from '../schema/governance.ts';
import { findAccount } from './accounts.ts';
import { isLastTerminal, leavesTooFew } from './agreement-left.ts';
import { isNamed, isNameNeeded } from './forget-officer.ts';
import { credentialSha256 } from './permission-entries.ts';
import { portalProblem } from './portals.ts';
import { isLocked } from './sign-in-locks.ts';

type PermissionOf<D extends PermissionChange['do']> = Extract<PermissionChange, { do: D }>;

type Judge<C> = (tx: Queryable, change: C) => Promise<ActProblem | undefined>;

/** Whose account a change is about: what it says, else whose it is, else nobody's but its own. */
export async function personOfChange(
  tx: Queryable,
  { officer, person }: Pick<OfficerChange, 'officer' | 'person'>,
): Promise<string> {
  return person ?? (await findAccount(tx, officer))?.person ?? officer;
}

/** An account never goes from one person to another, and nobody holds by two what may not be held together (N8, N9, N10). */
const ofOfficer: Judge<OfficerChange> = async (tx, change) => {
  const { officer, roles } = change;
  const account = await findAccount(tx, officer);
  const person = await personOfChange(tx, change);
  if (account && account.person !== person) return 'personFixed';
  const accounts = await tx
    .select({ id: officers.id, roles: officers.roles })
    .from(officers)
    .where(eq(officers.person, person));
  const others = accounts.filter(({ id }) => id !== officer).flatMap((other) => other.roles);
  const broken = rolesProblem(rolesNamed([...new Set([...roles, ...others])]));
  if (broken) return `duties${broken}`;
  return (await leavesTooFew(tx, { officer, roles })) ? 'tooFewLeft' : undefined;
};

const isThere = (rows: readonly unknown[]): ActProblem | undefined =>
  rows.length > 0 ? undefined : 'nothingToChange';

const ofPasskey: Judge<PermissionOf<'withdrawPasskey'>> = async (tx, change) => {
  const held = await tx
    .select({ id: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.officerId, change.officer), isNull(passkeys.withdrawnAt)));
  const named = held.filter(({ id }) => credentialSha256(id) === change.credentialSha256);
  if (named.length === 0) return 'nothingToChange';
  return (await leavesTooFew(tx, change)) ? 'tooFewLeft' : undefined;
};

const identities = (tx: Queryable, { identitySha256 }: { readonly identitySha256: string }) =>
  tx
    .select({ officer: officerIdentities.officerId, withdrawnAt: officerIdentities.withdrawnAt })
    .from(officerIdentities)
    .where(eq(officerIdentities.identitySha256, identitySha256));

/** Of somebody who may do nothing any more, once no case is kept that they decided. */
const ofName: Judge<PermissionOf<'eraseName'>> = async (tx, { officer }) => {
  const account = await findAccount(tx, officer);
  if (account && account.roles.length > 0) return 'officerHasRoles';
  if (!(await isNamed(tx, officer))) return 'nothingToChange';
  return (await isNameNeeded(tx, officer)) ? 'nameNeeded' : undefined;
};

const ofPermission: Judge<PermissionChange> = async (tx, change) => {
  const { officer } = change;
  const account = await findAccount(tx, officer);
  if (!account) return 'officerUnknown';
  if (change.do === 'withdrawPasskey') return ofPasskey(tx, change);
  if (change.do === 'eraseName') return ofName(tx, change);
  if (change.do === 'unlock') {
    return (await isLocked(tx, officer)) ? undefined : 'nothingToChange';
  }
  if (change.do === 'withdrawIdentity') {
    const mapped = await identities(tx, change);
    return isThere(mapped.filter((each) => each.officer === officer && !each.withdrawnAt));
  }
  if (account.roles.length === 0) return 'officerWithoutRoles';
  if (change.do === 'mapIdentity' && (await identities(tx, change)).length > 0) {
    return 'identityTaken';
  }
  return undefined;
};

/** Registered again, a terminal is none until its browser has the new code: for others that is its end. */
const ofTerminal: Judge<TerminalChange> = async (tx, { do: does, terminal }) => {
  const isIt = and(eq(terminals.id, terminal), isNull(terminals.withdrawnAt));
  const known = await tx.select({ id: terminals.id }).from(terminals).where(isIt);
  if (does === 'withdraw' && known.length === 0) return 'nothingToChange';
  return (await isLastTerminal(tx, terminal)) ? 'tooFewLeft' : undefined;
};

const judges: { readonly [K in AccessKind]: Judge<AccessChanges[K]> } = {
  officer: ofOfficer,
  permission: ofPermission,
  terminal: ofTerminal,
  portal: portalProblem,
};

/** Why what two people would agree about access may not be, as things stand; undefined if it may. */
export const accessProblem = <K extends AccessKind>(
  tx: Queryable,
  kind: K,
  change: AccessChanges[K],
): Promise<ActProblem | undefined> => judges[kind](tx, change);

const ACTS = sql`hashtextextended('acts about access', 1)`;

/** Keeps a second act about access waiting until this transaction ends: what was judged stays so until it is done. */
export async function oneAtATime(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${ACTS})`);
}

/** Keeps acts about access waiting until this transaction ends, and no other: somebody who leaves now comes in before or not. */
export async function betweenActs(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${ACTS})`);
}

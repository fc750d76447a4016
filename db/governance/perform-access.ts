import { and, eq, isNull } from 'drizzle-orm';
import type {
  AccessChanges,
  AccessKind,
  OfficerChange,
  PermissionChange,
  TerminalChange,
} from '../../domain/governance/access-change.ts';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { officerIdentities, signInLocks, terminals } from '../schema/access.ts';
import { officers } from '../schema/governance.ts';
import { accessProblem, oneAtATime, personOfChange } from './access-problem.ts';
import { endEnrolments, openEnrolment, type EnrolmentPair } from './enrolments.ts';
import { forgetOfficer } from './forget-officer.ts';
import { committedName, findOfficerName, keepOfficerName, nameOfChange } from './officer-names.ts';
import { writePermission, type PermissionActor } from './permission-entries.ts';
import { changePortal } from './portals.ts';
import { signInSwitch } from './sign-in-locks.ts';
import {
  endSessions,
  endWaysIn,
  withdrawIdentities,
  withdrawPasskeys,
  type Ending,
} from './ways-in.ts';

/** An act about access that two people agreed on, and in whose name its entries stand. */
export interface AgreedAccess {
  readonly act: string;
  readonly pair: EnrolmentPair;
  /** The second of the two. */
  readonly by: PermissionActor;
  readonly at: Date;
}

type Perform<C> = (tx: Queryable, change: C, agreed: AgreedAccess) => Promise<void>;

async function rolesOf(tx: Queryable, officer: string): Promise<readonly string[] | undefined> {
  const [row] = await tx
    .select({ roles: officers.roles })
    .from(officers)
    .where(eq(officers.id, officer))
    .for('update');
  return row?.roles;
}

/** The name that both signed a commitment to, which stands in entries from now on; an act of version 1 has none. */
async function nameToKeep(tx: Queryable, change: OfficerChange, act: string) {
  const beside = await findOfficerName(tx, act);
  const name = nameOfChange(change, beside);
  if (name === undefined) throw new DomainError('IllegalTransition', `no name: ${act}`);
  if ('name' in change || !beside) return committedName(name);
  return { ...beside, nameCommitment: change.nameCommitment };
}

const changeOfficer: Perform<OfficerChange> = async (tx, change, agreed) => {
  const { officer, roles } = change;
  const { act, pair, by, at } = agreed;
  const before = await rolesOf(tx, officer);
  const { nameCommitment, ...named } = await nameToKeep(tx, change, act);
  await keepOfficerName(tx, named, { actId: act, officerId: officer, at });
  const row = { name: named.name, nameCommitment, roles: [...roles] };
  if (before) await tx.update(officers).set(row).where(eq(officers.id, officer));
  else {
    const person = await personOfChange(tx, change);
    await tx.insert(officers).values({ id: officer, person, ...row });
  }
  const had = before ?? [];
  const events = [
    ...roles.filter((role) => !had.includes(role)).map((role) => ['granted', role] as const),
    ...had.filter((role) => !roles.includes(role)).map((role) => ['withdrawn', role] as const),
  ];
  for (const [what, permission] of events) {
    await writePermission(tx, `permission.${what}`, { person: officer, permission, act, by, at });
  }
  // Whoever leaves keeps no way in.
  if (roles.length === 0) return endWaysIn(tx, officer, { act, by, at });
  if (before) return;
  await openEnrolment(tx, { actId: act, subject: { officerId: officer }, pair, by, at });
};

async function unlock(tx: Queryable, officer: string, { act, by, at }: AgreedAccess) {
  const open = and(eq(signInLocks.officerId, officer), isNull(signInLocks.unlockedAt));
  const unlocked = await tx
    .update(signInLocks)
    .set({ unlockedAt: at, unlockAct: act })
    .where(open)
    .returning({ id: signInLocks.id });
  if (unlocked.length === 0) throw new DomainError('IllegalTransition', `${officer} is not locked`);
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: at.toISOString(),
    actor: { kind: 'officer', ...by },
    data: { switch: signInSwitch(officer), to: 'on', cause: 'unlocked', act },
  });
}

async function mapIdentity(
  tx: Queryable,
  change: Extract<PermissionChange, { do: 'mapIdentity' }>,
  { act, by, at }: AgreedAccess,
): Promise<void> {
  const { officer, issuer, identitySha256 } = change;
  const row = { issuer, officerId: officer, actId: act, addedAt: at, withdrawnAt: null };
  const mapped = await tx
    .insert(officerIdentities)
    .values({ identitySha256, ...row })
    .onConflictDoNothing()
    .returning({ officerId: officerIdentities.officerId });
  if (mapped.length === 0) {
    throw new DomainError('IllegalTransition', `the identity was mapped before: ${act}`);
  }
  await writePermission(tx, 'permission.granted', {
    person: officer,
    permission: 'identity',
    act,
    by,
    at,
  });
}

const changePermission: Perform<PermissionChange> = async (tx, change, agreed) => {
  const { officer } = change;
  const { act, pair, by, at } = agreed;
  if (change.do === 'mapIdentity') return mapIdentity(tx, change, agreed);
  if (change.do === 'unlock') return unlock(tx, officer, agreed);
  if (change.do === 'eraseName') {
    await forgetOfficer(tx, officer, at);
    const erased = { person: officer, permission: 'name', act, by, at };
    return writePermission(tx, 'permission.withdrawn', erased);
  }
  if (change.do === 'enrol') {
    return openEnrolment(tx, { actId: act, subject: { officerId: officer }, pair, by, at });
  }
  const gone =
    change.do === 'withdrawIdentity'
      ? await withdrawIdentities(tx, { officer, of: change.identitySha256 }, { act, by, at })
      : await withdrawPasskeys(tx, { officer, of: change.credentialSha256 }, { act, by, at });
  if (gone === 0) throw new DomainError('IllegalTransition', `nothing to withdraw: ${act}`);
  // Whoever has what is withdrawn may be signed in by it.
  await endSessions(tx, { officer }, at);
};

/** Ends what a terminal was until now, with its entry; registered anew, only a terminal that a browser was has one. */
async function endTerminal(
  tx: Queryable,
  { do: does, terminal }: TerminalChange,
  ending: Ending,
): Promise<void> {
  const { at } = ending;
  const [was] = await tx
    .select({ claimedAt: terminals.claimedAt })
    .from(terminals)
    .where(and(eq(terminals.id, terminal), isNull(terminals.withdrawnAt)))
    .for('update');
  await endSessions(tx, { terminal }, at);
  if (!was || (does === 'register' && !was.claimedAt)) return;
  const data = { person: terminal, permission: 'terminal', ...ending };
  await writePermission(tx, 'permission.withdrawn', data);
}

const changeTerminal: Perform<TerminalChange> = async (tx, change, { act, pair, by, at }) => {
  const { terminal } = change;
  // What was a terminal before is none until its browser has the new code.
  await endEnrolments(tx, { terminalId: terminal }, { act, by, at });
  await endTerminal(tx, change, { act, by, at });
  const unclaimed = { secretSha256: null, claimedAt: null };
  if (change.do === 'withdraw') {
    const row = { ...unclaimed, withdrawnAt: at };
    await tx.update(terminals).set(row).where(eq(terminals.id, terminal));
    return;
  }
  const row = {
    ...unclaimed,
    withdrawnAt: null,
    place: change.place,
    actId: act,
    registeredAt: at,
  };
  await tx
    .insert(terminals)
    .values({ id: terminal, ...row })
    .onConflictDoUpdate({ target: terminals.id, set: row });
  await openEnrolment(tx, { actId: act, subject: { terminalId: terminal }, pair, by, at });
};

const performers: { readonly [K in AccessKind]: Perform<AccessChanges[K]> } = {
  officer: changeOfficer,
  permission: changePermission,
  terminal: changeTerminal,
  portal: changePortal,
};

/**
 * Does what two people agreed about access, in the transaction that makes their act effective. One act about access at a
 * time: of two that may each be, both may not.
 *
 * @throws DomainError `IllegalTransition` if it may not be as things stand now.
 */
export async function performAccess<K extends AccessKind>(
  tx: Queryable,
  { kind, change }: { readonly kind: K; readonly change: AccessChanges[K] },
  agreed: AgreedAccess,
): Promise<void> {
  await oneAtATime(tx);
  const problem = await accessProblem(tx, kind, change);
  if (problem) throw new DomainError('IllegalTransition', `${problem}: ${agreed.act}`);
  return performers[kind](tx, change, agreed);
}

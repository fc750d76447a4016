import { and, eq, gt, isNull } from 'drizzle-orm';
import { commit, drawR } from '../../books/commitment.ts';
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
import { officers, passkeys, sessions } from '../schema/governance.ts';
import { accessProblem, oneAtATime, personOfChange } from './access-problem.ts';
import { openEnrolment, type EnrolmentPair } from './enrolments.ts';
import { credentialSha256, writePermission, type PermissionActor } from './permission-entries.ts';
import { signInSwitch } from './sign-in-locks.ts';

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

async function endSessions(tx: Queryable, officer: string, at: Date): Promise<void> {
  await tx
    .update(sessions)
    .set({ endsAt: at })
    .where(and(eq(sessions.officerId, officer), gt(sessions.endsAt, at)));
}

/** Passkeys that are not withdrawn, by the hash that entries name them by. */
async function withdrawPasskeys(
  tx: Queryable,
  { officer, of }: { readonly officer: string; readonly of?: string },
  { act, by, at }: AgreedAccess,
): Promise<number> {
  const held = await tx
    .select({ id: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.officerId, officer), isNull(passkeys.withdrawnAt)));
  const gone = held.filter(({ id }) => of === undefined || credentialSha256(id) === of);
  for (const { id } of gone) {
    await tx.update(passkeys).set({ withdrawnAt: at }).where(eq(passkeys.credentialId, id));
    await writePermission(tx, 'permission.withdrawn', {
      person: officer,
      permission: 'passkey',
      act,
      credentialSha256: credentialSha256(id),
      by,
      at,
    });
  }
  return gone.length;
}

const changeOfficer: Perform<OfficerChange> = async (tx, change, agreed) => {
  const { officer, name, roles } = change;
  const { act, pair, by, at } = agreed;
  const before = await rolesOf(tx, officer);
  const nameCommitment = commit({ kind: 'officerName', r: drawR(), value: name });
  const row = { name, nameCommitment, roles: [...roles] };
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
  if (!before) await openEnrolment(tx, { actId: act, subject: { officerId: officer }, pair, at });
  if (roles.length > 0) return;
  // Whoever leaves keeps no way in.
  await withdrawPasskeys(tx, { officer }, agreed);
  await tx
    .update(officerIdentities)
    .set({ withdrawnAt: at })
    .where(and(eq(officerIdentities.officerId, officer), isNull(officerIdentities.withdrawnAt)));
  await endSessions(tx, officer, at);
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

async function withdrawIdentity(
  tx: Queryable,
  { officer, identitySha256 }: Extract<PermissionChange, { do: 'withdrawIdentity' }>,
  { act, by, at }: AgreedAccess,
): Promise<void> {
  const withdrawn = await tx
    .update(officerIdentities)
    .set({ withdrawnAt: at })
    .where(
      and(
        eq(officerIdentities.identitySha256, identitySha256),
        eq(officerIdentities.officerId, officer),
        isNull(officerIdentities.withdrawnAt),
      ),
    )
    .returning({ officerId: officerIdentities.officerId });
  if (withdrawn.length === 0) throw new DomainError('IllegalTransition', `no identity: ${act}`);
  await writePermission(tx, 'permission.withdrawn', {
    person: officer,
    permission: 'identity',
    act,
    by,
    at,
  });
  await endSessions(tx, officer, at);
}

const changePermission: Perform<PermissionChange> = async (tx, change, agreed) => {
  const { officer } = change;
  const { act, pair, at } = agreed;
  if (change.do === 'mapIdentity') return mapIdentity(tx, change, agreed);
  if (change.do === 'withdrawIdentity') return withdrawIdentity(tx, change, agreed);
  if (change.do === 'unlock') return unlock(tx, officer, agreed);
  if (change.do === 'enrol') {
    return openEnrolment(tx, { actId: act, subject: { officerId: officer }, pair, at });
  }
  const gone = await withdrawPasskeys(tx, { officer, of: change.credentialSha256 }, agreed);
  if (gone === 0) throw new DomainError('IllegalTransition', `no such passkey: ${act}`);
  // Whoever has the lost key may be signed in by it.
  return endSessions(tx, officer, at);
};

const changeTerminal: Perform<TerminalChange> = async (tx, change, { act, pair, by, at }) => {
  const { terminal } = change;
  if (change.do === 'register') {
    // What was a terminal before is none until its browser has the new code.
    const unclaimed = { secretSha256: null, claimedAt: null, withdrawnAt: null };
    const row = { place: change.place, actId: act, registeredAt: at, ...unclaimed };
    await tx
      .insert(terminals)
      .values({ id: terminal, ...row })
      .onConflictDoUpdate({ target: terminals.id, set: row });
    return openEnrolment(tx, { actId: act, subject: { terminalId: terminal }, pair, at });
  }
  const withdrawn = await tx
    .update(terminals)
    .set({ withdrawnAt: at, secretSha256: null, claimedAt: null })
    .where(and(eq(terminals.id, terminal), isNull(terminals.withdrawnAt)))
    .returning({ id: terminals.id });
  if (withdrawn.length === 0) {
    throw new DomainError('IllegalTransition', `${terminal} is no terminal`);
  }
  const open = and(eq(sessions.terminal, terminal), gt(sessions.endsAt, at));
  await tx.update(sessions).set({ endsAt: at }).where(open);
  await writePermission(tx, 'permission.withdrawn', {
    person: terminal,
    permission: 'terminal',
    act,
    by,
    at,
  });
};

const performers: { readonly [K in AccessKind]: Perform<AccessChanges[K]> } = {
  officer: changeOfficer,
  permission: changePermission,
  terminal: changeTerminal,
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

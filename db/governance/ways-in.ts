import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { officerIdentities } from '../schema/access.ts';
import { passkeys, sessions, signInLinks } from '../schema/governance.ts';
import { endEnrolments } from './enrolments.ts';
import { credentialSha256, writePermission, type PermissionActor } from './permission-entries.ts';

/** By which act something ends, in whose name its entry stands. */
export interface Ending {
  readonly act: string;
  readonly by: PermissionActor;
  readonly at: Date;
}

/** Withdraws passkeys of an officer, or the one that is named, each with its entry. @returns how many */
export async function withdrawPasskeys(
  tx: Queryable,
  { officer, of }: { readonly officer: string; readonly of?: string },
  ending: Ending,
): Promise<number> {
  const held = await tx
    .select({ id: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.officerId, officer), isNull(passkeys.withdrawnAt)));
  const gone = held.filter(({ id }) => of === undefined || credentialSha256(id) === of);
  for (const { id } of gone) {
    const withdrawnAt = ending.at;
    await tx.update(passkeys).set({ withdrawnAt }).where(eq(passkeys.credentialId, id));
    await writePermission(tx, 'permission.withdrawn', {
      person: officer,
      permission: 'passkey',
      credentialSha256: credentialSha256(id),
      ...ending,
    });
  }
  return gone.length;
}

/** Withdraws mapped identities of an officer, or the one that is named, each with its entry. @returns how many */
export async function withdrawIdentities(
  tx: Queryable,
  { officer, of }: { readonly officer: string; readonly of?: string },
  ending: Ending,
): Promise<number> {
  const { officerId, identitySha256, withdrawnAt } = officerIdentities;
  const named = of === undefined ? undefined : eq(identitySha256, of);
  const gone = await tx
    .update(officerIdentities)
    .set({ withdrawnAt: ending.at })
    .where(and(eq(officerId, officer), isNull(withdrawnAt), named))
    .returning({ officerId });
  for (const { officerId: person } of gone) {
    await writePermission(tx, 'permission.withdrawn', {
      person,
      permission: 'identity',
      ...ending,
    });
  }
  return gone.length;
}

/** Ends the sessions of an officer, or at a terminal. @returns how many */
export async function endSessions(
  tx: Queryable,
  of: { readonly officer: string } | { readonly terminal: string },
  at: Date,
): Promise<number> {
  const mine =
    'officer' in of ? eq(sessions.officerId, of.officer) : eq(sessions.terminal, of.terminal);
  const ended = await tx
    .update(sessions)
    .set({ endsAt: at })
    .where(and(mine, gt(sessions.endsAt, at)))
    .returning({ id: sessions.idSha256 });
  return ended.length;
}

/**
 * Ends all by which an officer comes in, or could, with its entries: what the book says is ended again in a database that was
 * restored. The code first: a passkey that is made by it at this moment is there to be withdrawn then.
 */
export async function endWaysIn(tx: Queryable, officer: string, ending: Ending): Promise<void> {
  const { at } = ending;
  await endEnrolments(tx, { officerId: officer }, ending);
  await withdrawPasskeys(tx, { officer }, ending);
  await withdrawIdentities(tx, { officer }, ending);
  await tx
    .update(signInLinks)
    .set({ endsAt: at })
    .where(and(eq(signInLinks.officerId, officer), gt(signInLinks.endsAt, at)));
  if ((await endSessions(tx, { officer }, at)) === 0) return;
  await writePermission(tx, 'permission.withdrawn', {
    person: officer,
    permission: 'session',
    ...ending,
  });
}

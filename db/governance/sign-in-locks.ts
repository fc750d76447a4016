import { and, count, eq, gt, isNull, sql } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { signInFailures, signInLocks } from '../schema/access.ts';
import { sessions } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';

/** A sign-in of somebody that failed, and how many of them lock. */
export interface FailedSignIn {
  readonly officerId: string;
  readonly terminal: string;
  readonly method: string;
  readonly at: Date;
  /** Failures since then count. */
  readonly since: Date;
  readonly failuresMax: number;
}

/** How entries name what is off for somebody who is locked. */
export const signInSwitch = (officerId: string): string => `signIn:${officerId}`;

/** Whether somebody may not sign in until two people say so. */
export async function isLocked(tx: Queryable, officerId: string): Promise<boolean> {
  const open = and(eq(signInLocks.officerId, officerId), isNull(signInLocks.unlockedAt));
  const [lock] = await tx.select({ id: signInLocks.id }).from(signInLocks).where(open);
  return lock !== undefined;
}

async function lockOfficer(tx: Queryable, officerId: string, at: Date): Promise<boolean> {
  const locked = await tx
    .insert(signInLocks)
    .values({ id: uuidV7(at.getTime()), officerId, lockedAt: at, cause: 'failedSignIns' })
    .onConflictDoNothing()
    .returning({ id: signInLocks.id });
  if (locked.length === 0) return false;
  await tx
    .update(sessions)
    .set({ endsAt: at })
    .where(and(eq(sessions.officerId, officerId), gt(sessions.endsAt, at)));
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: at.toISOString(),
    actor: { kind: 'system', id: 'console' },
    data: { switch: signInSwitch(officerId), to: 'off', cause: 'failedSignIns' },
  });
  return true;
}

/** The newest unlocking: failures before it are forgiven. */
async function forgivenUntil(tx: Queryable, officerId: string): Promise<Date> {
  const rows = await tx
    .select({ unlockedAt: signInLocks.unlockedAt })
    .from(signInLocks)
    .where(eq(signInLocks.officerId, officerId));
  return new Date(Math.max(0, ...rows.map(({ unlockedAt }) => unlockedAt?.getTime() ?? 0)));
}

/**
 * Keeps a failure, and locks its officer at the last that the policy allows: sessions end, and the entry says so, in
 * one transaction.
 *
 * @returns whether it locked.
 */
export function recordFailure(db: OfficeDatabase, failed: FailedSignIn): Promise<boolean> {
  const { officerId, terminal, method, at, since, failuresMax } = failed;
  return db.transaction(async (tx) => {
    // One at a time for one person: two that count at once would both stay below.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${officerId}, 1))`);
    await tx
      .insert(signInFailures)
      .values({ id: uuidV7(at.getTime()), at, officerId, terminal, method });
    const forgiven = await forgivenUntil(tx, officerId);
    const from = forgiven > since ? forgiven : since;
    const [counted] = await tx
      .select({ failures: count() })
      .from(signInFailures)
      .where(and(eq(signInFailures.officerId, officerId), gt(signInFailures.at, from)));
    return (counted?.failures ?? 0) >= failuresMax ? lockOfficer(tx, officerId, at) : false;
  });
}

/** Locks as the console asks for them. */
export const prepareLocks = (db: OfficeDatabase) => ({
  failed: (failed: FailedSignIn) => recordFailure(db, failed),
  isLocked: (officerId: string) => isLocked(db, officerId),
});

/** Locks as the console asks for them. */
export type Locks = ReturnType<typeof prepareLocks>;

import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { certificateApplications } from '../schema/application.ts';
import { bookEntries } from '../schema/books.ts';
import { officerNames } from '../schema/dual-control.ts';
import { officerPersons, officers, passkeys } from '../schema/governance.ts';
import { chainErasures } from '../schema/retention.ts';

/**
 * Whether a case that the officer acted on, or answered for, is kept still: as long, the name of who decided it can be asked
 * for (規則12条1項1号ニ, 2項). A case is kept until its chain is erased, so its day and every hold count here, too. It reads
 * the entries of all cases that are kept, once for an act that is rare.
 */
export async function isNameNeeded(tx: Queryable, officer: string): Promise<boolean> {
  // Ids have no character that JSON writes otherwise, and entries are canonical.
  const named = sql`position(convert_to(${`"id":"${officer}"`}, 'UTF8') in ${bookEntries.octets}) > 0`;
  const { chainId } = certificateApplications;
  const isErased = and(eq(chainErasures.chainId, chainId), isNotNull(chainErasures.erasedAt));
  const kept = await tx
    .select({ id: bookEntries.id })
    .from(bookEntries)
    .innerJoin(certificateApplications, eq(certificateApplications.id, bookEntries.caseId))
    .leftJoin(chainErasures, isErased)
    .where(and(isNull(chainErasures.chainId), named))
    .limit(1);
  return kept.length > 0;
}

/** Whether the office still knows what somebody is called. */
export async function isNamed(tx: Queryable, officer: string): Promise<boolean> {
  const [account] = await tx
    .select({ name: officers.name })
    .from(officers)
    .where(eq(officers.id, officer));
  if (account && account.name !== officer) return true;
  const isIt = and(eq(officerNames.officerId, officer), isNotNull(officerNames.name));
  const kept = await tx.select({ act: officerNames.actId }).from(officerNames).where(isIt).limit(1);
  return kept.length > 0;
}

/**
 * Overwrites what the office knows of somebody who left: every name with what opened its commitment, what passkeys were
 * called, and whose cases were their own. Pages show the account's id instead. May be repeated.
 */
export async function forgetOfficer(tx: Queryable, officer: string, at: Date): Promise<void> {
  const erased = { name: null, r: null, erasedAt: at };
  const mine = and(eq(officerNames.officerId, officer), isNotNull(officerNames.name));
  await tx.update(officerNames).set(erased).where(mine);
  await tx.update(officers).set({ name: officer }).where(eq(officers.id, officer));
  await tx.update(passkeys).set({ label: '' }).where(eq(passkeys.officerId, officer));
  await tx
    .update(officerPersons)
    .set({ person: sql`'erased/' || gen_random_uuid()` })
    .where(eq(officerPersons.officerId, officer));
}

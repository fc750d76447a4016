import { eq, isNotNull, and, asc, sql } from 'drizzle-orm';
import { readEntry } from '../../books/entry.ts';
import type { ChainStanding, RetentionHold } from '../../domain/retention/retention.ts';
import { actorOf, standingOf, type ActingOfficer } from '../governance/dual-control.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { certificateApplications } from '../schema/application.ts';
import { bookEntries } from '../schema/books.ts';
import { orders } from '../schema/decision.ts';

/** The holds of a chain, oldest first, out of the book: it is their only record. */
async function holdsOf(tx: Queryable, chainId: string): Promise<RetentionHold[]> {
  const rows = await tx
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    // By the index of items first: the book is long and holds are few.
    .where(and(sql`${bookEntries.items} @> '{4ト}'`, eq(bookEntries.event, 'retention.held')))
    .orderBy(asc(bookEntries.ordinal));
  return rows.flatMap(({ octets }) => {
    const entry = readEntry(octets);
    if (entry.event !== 'retention.held' || entry.data.chain !== chainId) return [];
    const { cause, until } = entry.data;
    return [{ cause, until: until === undefined ? undefined : Date.parse(until) }];
  });
}

/** What decides when the chain may be erased; its cases locked, so that none moves meanwhile, or only read. */
export async function readChainStanding(
  tx: Queryable,
  chainId: string,
  look: 'lock' | 'read',
): Promise<ChainStanding> {
  const select = tx
    .select({ state: certificateApplications.state, closedAt: certificateApplications.closedAt })
    .from(certificateApplications)
    .where(eq(certificateApplications.chainId, chainId));
  const cases = await (look === 'lock' ? select.for('share') : select);
  const issued = await tx
    .select({ notAfter: orders.notAfter })
    .from(orders)
    .innerJoin(certificateApplications, eq(certificateApplications.id, orders.caseId))
    .where(and(eq(certificateApplications.chainId, chainId), isNotNull(orders.notAfter)));
  return {
    cases: cases.map(({ state, closedAt }) => ({ state, closedAt: closedAt?.getTime() })),
    notAfters: issued.flatMap(({ notAfter }) => notAfter?.getTime() ?? []),
    holds: await holdsOf(tx, chainId),
  };
}

/** Keeps a chain beyond its time, or with an `until` that has come ends the hold of that cause. */
export async function holdChain(
  tx: Queryable,
  hold: { readonly chainId: string; readonly cause: string; readonly until: Date | undefined },
  by: ActingOfficer,
): Promise<void> {
  const { role } = await standingOf(tx, by, 'destroyRecords');
  await writeEntry(tx, {
    event: 'retention.held',
    items: ['4ト'],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: {
      chain: hold.chainId,
      cause: hold.cause,
      ...(hold.until && { until: hold.until.toISOString() }),
    },
  });
}

/** Chain of a case. */
export async function chainOfCase(tx: Queryable, caseId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ chainId: certificateApplications.chainId })
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  return row?.chainId;
}

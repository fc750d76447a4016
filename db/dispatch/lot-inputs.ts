import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { LotProblem } from '../../domain/dispatch/letter-lots.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { lotInputs } from '../schema/dispatch.ts';

/** What somebody sent about a lot, as it is stored. */
export type LotInput = typeof lotInputs.$inferSelect;

/** How long what was tried in vain waits until it is tried again. */
const RETRY_MS = 5_000;

/** Inputs that wait: those that were never tried first, each time the oldest. */
export const pendingLotInputs = (
  db: Queryable,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<LotInput[]> =>
  db
    .select()
    .from(lotInputs)
    .where(
      and(
        isNull(lotInputs.appliedAt),
        or(isNull(lotInputs.triedAt), lte(lotInputs.triedAt, new Date(at.getTime() - RETRY_MS))),
      ),
    )
    .orderBy(sql`${lotInputs.triedAt} nulls first`, asc(lotInputs.receivedAt), asc(lotInputs.id))
    .limit(limit);

/** Has an input wait that was tried in vain: others have their turn before it. */
export async function markLotInputTried(db: OfficeDatabase, id: string, at: Date): Promise<void> {
  await db
    .update(lotInputs)
    .set({ triedAt: at })
    .where(and(eq(lotInputs.id, id), isNull(lotInputs.appliedAt)));
}

/** Locks an input until the transaction ends. @returns false if it is applied already */
export async function lockLotInput(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: lotInputs.id })
    .from(lotInputs)
    .where(and(eq(lotInputs.id, id), isNull(lotInputs.appliedAt)))
    .for('update');
  return rows.length > 0;
}

/** Says in the row what became of an input. */
export async function endLotInput(
  tx: Queryable,
  id: string,
  { at, refused }: { readonly at: Date; readonly refused?: LotProblem },
): Promise<void> {
  await tx
    .update(lotInputs)
    .set({ appliedAt: at, refused: refused ?? null })
    .where(eq(lotInputs.id, id));
}

/** The proposal that a lot was made by. */
export async function proposalOf(tx: Queryable, lotId: string): Promise<LotInput | undefined> {
  const [row] = await tx
    .select()
    .from(lotInputs)
    .where(
      and(eq(lotInputs.lotId, lotId), eq(lotInputs.kind, 'propose'), isNull(lotInputs.refused)),
    )
    .orderBy(asc(lotInputs.receivedAt))
    .limit(1);
  return row;
}

import { and, asc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { deliveryCodes, dispatchLots } from '../schema/dispatch.ts';

/** A lot of letters, as it is stored. */
export type DispatchLot = typeof dispatchLots.$inferSelect;

/** A letter of a lot, as far as the lot has to know of it. */
export interface LotLetterRow {
  readonly dispatch: string;
  readonly codeNumber: number;
  readonly state: string;
  readonly ciphertextSha256: string;
  readonly printedAt: Date | null;
}

const letterColumns = {
  dispatch: deliveryCodes.dispatchId,
  codeNumber: deliveryCodes.codeNumber,
  state: deliveryCodes.state,
  ciphertextSha256: deliveryCodes.ciphertextSha256,
  printedAt: deliveryCodes.printedAt,
};

/** Finds a lot and locks it until the transaction ends; undefined if there is none. */
export async function lockLot(tx: Queryable, id: string): Promise<DispatchLot | undefined> {
  const [row] = await tx.select().from(dispatchLots).where(eq(dispatchLots.id, id)).for('update');
  return row;
}

/** Letters of a lot, by dispatch. */
export const lettersOfLot = (db: Queryable, lotId: string): Promise<LotLetterRow[]> =>
  db
    .select(letterColumns)
    .from(deliveryCodes)
    .where(eq(deliveryCodes.lotId, lotId))
    .orderBy(asc(deliveryCodes.dispatchId));

/** Of some dispatches the letters that are made and in no lot. */
export const freeLetters = (
  db: Queryable,
  dispatches: readonly string[],
): Promise<LotLetterRow[]> =>
  db
    .select(letterColumns)
    .from(deliveryCodes)
    .where(
      and(
        inArray(deliveryCodes.dispatchId, [...dispatches]),
        eq(deliveryCodes.state, 'generated'),
        isNull(deliveryCodes.lotId),
      ),
    );

const dispatchesOf = (letters: readonly LotLetterRow[]): string[] =>
  letters.map(({ dispatch }) => dispatch);

/** Puts free letters into a lot. @returns how many of them still were free */
export async function takeLetters(
  tx: Queryable,
  lotId: string,
  letters: readonly LotLetterRow[],
): Promise<number> {
  const taken = await tx
    .update(deliveryCodes)
    .set({ lotId })
    .where(
      and(
        inArray(deliveryCodes.dispatchId, dispatchesOf(letters)),
        eq(deliveryCodes.state, 'generated'),
        isNull(deliveryCodes.lotId),
      ),
    )
    .returning({ dispatch: deliveryCodes.dispatchId });
  return taken.length;
}

/**
 * Seals letters of a lot, and takes those out that are no longer to be sent.
 *
 * @returns how many are sealed.
 */
export async function sealLetters(
  tx: Queryable,
  lotId: string,
  letters: readonly LotLetterRow[],
): Promise<number> {
  const sealed = await tx
    .update(deliveryCodes)
    .set({ state: 'sealed' })
    .where(
      and(
        eq(deliveryCodes.lotId, lotId),
        inArray(deliveryCodes.dispatchId, dispatchesOf(letters)),
        eq(deliveryCodes.state, 'generated'),
      ),
    )
    .returning({ dispatch: deliveryCodes.dispatchId });
  await tx
    .update(deliveryCodes)
    .set({ lotId: null })
    .where(and(eq(deliveryCodes.lotId, lotId), ne(deliveryCodes.state, 'sealed')));
  return sealed.length;
}

/** Takes every letter out of a lot that nobody sealed. */
export async function releaseLetters(tx: Queryable, lotId: string): Promise<void> {
  await tx.update(deliveryCodes).set({ lotId: null }).where(eq(deliveryCodes.lotId, lotId));
}

/** Writes a lot as it was proposed. */
export async function insertLot(
  tx: Queryable,
  lot: Pick<DispatchLot, 'id' | 'letters' | 'vendorFileSha256' | 'proposedBy' | 'proposedAt'>,
): Promise<void> {
  await tx.insert(dispatchLots).values(lot);
}

/** Changes a lot: sealed, late, closed. */
export async function changeLot(
  tx: Queryable,
  id: string,
  change: Partial<Omit<DispatchLot, 'id'>>,
): Promise<void> {
  await tx.update(dispatchLots).set(change).where(eq(dispatchLots.id, id));
}

/** Lots that are sealed and not closed: each has a run. */
export async function openLots(db: Queryable): Promise<string[]> {
  const rows = await db
    .select({ id: dispatchLots.id })
    .from(dispatchLots)
    .where(and(isNotNull(dispatchLots.sealedAt), isNull(dispatchLots.closedAt)))
    .orderBy(asc(dispatchLots.sealedAt));
  return rows.map(({ id }) => id);
}

import { eq, sql } from 'drizzle-orm';
import { DomainError } from '../../domain/errors.ts';
import type { ErasureContent, ErasureOrder } from '../../domain/retention/chain-erasure.ts';
import { dueOnText, erasureProblem } from '../../domain/retention/retention.ts';
import {
  approverOf,
  contentOf as contentOfAct,
  lockAct,
  makeActEffective,
  type DualControlAct,
} from '../governance/dual-control.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { certificateApplications, misuseIndex } from '../schema/application.ts';
import { chainErasures } from '../schema/retention.ts';
import { readChainStanding } from './chain-standing.ts';

const contentOf = (act: DualControlAct): ErasureContent => contentOfAct<'chainErasure'>(act).change;

/**
 * Requires that a chain may be erased now, for this reason.
 *
 * @param look `lock` keeps its cases from moving until the transaction ends.
 * @returns the day on which it was due, `YYYY-MM-DD` in Japan.
 * @throws DomainError `IllegalTransition` naming what keeps the chain
 */
export async function requireErasable(
  tx: Queryable,
  { chain, reason }: Pick<ErasureContent, 'chain' | 'reason'>,
  { now, look = 'lock' }: { readonly now: Date; readonly look?: 'lock' | 'read' },
): Promise<string> {
  const [begun] = await tx
    .select({ act: chainErasures.actId })
    .from(chainErasures)
    .where(eq(chainErasures.chainId, chain));
  if (begun) throw new DomainError('IllegalTransition', `${chain} is erased by ${begun.act}`);
  const standing = await readChainStanding(tx, chain, look);
  const problem = erasureProblem(standing, { reason, now: now.getTime() });
  if (problem) throw new DomainError('IllegalTransition', `${chain} is kept: ${problem}`);
  return dueOnText(standing);
}

/**
 * Makes an approved erasure effective: from here on it is only finished, never asked about again. The key is
 * committed to in this transaction, while it is still there. Begun again it gives the same order.
 *
 * A crash after it leaves an effective act and both keys: `toroku erase-chain perform` goes on.
 *
 * @param commitTo commits to the key of a chain; called once in the life of a chain.
 */
export function beginErasure(
  db: OfficeDatabase,
  { actId, at }: { readonly actId: string; readonly at: Date },
  commitTo: (chain: string) => { readonly commitment: string; readonly r: string },
): Promise<ErasureOrder> {
  return db.transaction(async (tx) => {
    const act = await lockAct(tx, actId, 'chainErasure');
    const content = contentOf(act);
    const approver = approverOf(act);
    if (act.effectiveAt === null) {
      await requireErasable(tx, content, { now: at });
      const { commitment, r } = commitTo(content.chain);
      await makeActEffective(tx, act, at);
      await tx.insert(chainErasures).values({
        chainId: content.chain,
        actId,
        dueOn: content.dueOn,
        keyCommitment: commitment,
        keyCommitmentR: r,
        begunAt: at,
      });
    }
    const { keyCommitment, keyCommitmentR: r } = await erasureOf(tx, actId);
    const { chain, dueOn, reason } = content;
    return { act: actId, chain, dueOn, reason, keyCommitment, r, approver };
  });
}

async function erasureOf(tx: Queryable, actId: string) {
  const [row] = await tx.select().from(chainErasures).where(eq(chainErasures.actId, actId));
  if (!row) throw new DomainError('IllegalTransition', `${actId} has not begun`);
  return row;
}

/**
 * Writes `chain.erased` and takes out of the index against misuse who stood behind the cases, in one
 * transaction. The office's key is destroyed right after it: no record, no act. Recorded again it changes
 * nothing, so whoever repeats goes on to the key.
 *
 * @returns the chain.
 */
export function recordErasure(db: OfficeDatabase, actId: string, at: Date): Promise<string> {
  return db.transaction(async (tx) => {
    const act = await lockAct(tx, actId, 'chainErasure');
    const { chainId, dueOn, keyCommitment, erasedAt } = await erasureOf(tx, actId);
    if (erasedAt !== null) return chainId;
    await forgetPersons(tx, chainId);
    await tx.update(chainErasures).set({ erasedAt: at }).where(eq(chainErasures.chainId, chainId));
    await writeEntry(tx, {
      event: 'chain.erased',
      items: ['4ト'],
      at: at.toISOString(),
      actor: approverOf(act),
      data: { chain: chainId, dueOn, keyCommitment, act: actId },
    });
    return chainId;
  });
}

/** Keyed hashes are not under the key of the chain, so they are overwritten; the keys stay seen. */
export async function forgetPersons(tx: Queryable, chainId: string): Promise<void> {
  const erased = sql`'erased/' || ${misuseIndex.caseId}::text`;
  await tx
    .update(misuseIndex)
    .set({ person: erased, contact: erased, device: null })
    .where(
      sql`${misuseIndex.caseId} in (select ${certificateApplications.id}
        from ${certificateApplications} where ${certificateApplications.chainId} = ${chainId})`,
    );
}

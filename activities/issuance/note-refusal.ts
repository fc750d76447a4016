import { and, eq, isNull } from 'drizzle-orm';
import { writeEntry } from '../../db/books/write-entry.ts';
import { changeCase, lockCase, type CaseRow } from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import { decisions, orders } from '../../db/schema/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import { isTriedAgain, type GateCheck } from '../../domain/issuance/order-states.ts';
import { situationOf } from '../application/situation.ts';
import type { Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** Pause before the room is asked again after a refusal that passes by itself. */
const PAUSE_MS = 60_000;

/** Checks after which the case is decided anew with facts of now (row 26). */
const DECIDED_ANEW: readonly string[] = ['jlisTooOld', 'outcomeNotHolding', 'keyRefused'];

/**
 * Notes that the room refused an order (rows 26 and 27): asked again after a pause, decided anew, or
 * parked for a person. The refusal itself is in the room's book.
 */
export async function noteGateRefusal(
  deps: OfficeDependencies,
  orderId: string,
  check: string,
): Promise<Situation> {
  const { db } = deps;
  const now = deps.now();
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  if (!order) throw new DomainError('OrderNotFound', orderId);
  return db.transaction(async (tx) => {
    const row = await lockCase(tx, order.caseId);
    if (row.state !== 'issuing') return situationOf(tx, row, now);
    const notHolding = [`gate/${check}`];
    if (DECIDED_ANEW.includes(check)) {
      await voidApproval(tx, deps, { row, check });
      const change = { state: 'checking', notHolding, nextAttemptAt: null, changedAt: now };
      return situationOf(tx, await changeCase(tx, row, change), now);
    }
    const isPassing = isTriedAgain(check as GateCheck);
    const nextAttemptAt = isPassing ? new Date(now.getTime() + PAUSE_MS) : null;
    // Parked: the deadline is at once, so that it stands first in the queue of its owner.
    const stateDeadline = isPassing ? null : now;
    const change = { notHolding, nextAttemptAt, stateDeadline, changedAt: now };
    return situationOf(tx, await changeCase(tx, row, change), now);
  });
}

async function voidApproval(
  tx: Queryable,
  { build, now }: OfficeDependencies,
  { row, check }: { readonly row: CaseRow; readonly check: string },
): Promise<void> {
  const voided = await tx
    .update(decisions)
    .set({ voidedAt: now() })
    .where(and(eq(decisions.caseId, row.id), isNull(decisions.voidedAt)))
    .returning({ dossierSha256: decisions.dossierSha256 });
  await writeEntry(tx, {
    event: 'application.approvalVoided',
    items: ['1ニ'],
    at: now().toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    data: { dossierSha256: voided.at(-1)?.dossierSha256 ?? '', cause: `gate ${check}` },
    ...runOf(build),
  });
}

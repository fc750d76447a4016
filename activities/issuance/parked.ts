import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { OrderRefusal } from '../../domain/issuance/order-states.ts';

/** Parks a case that is being issued (row 27): the deadline is at once, so that it stands first in the queue of its owner. */
export const parked = (check: OrderRefusal, now: Date): CaseAct => ({
  change: { notHolding: [`gate/${check}`], nextAttemptAt: null, stateDeadline: now },
});

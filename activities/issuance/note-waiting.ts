import { caseOfOrder } from '../../db/decision/case-file.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { domainErrorTypes } from '../../domain/errors.ts';
import { runOf } from '../run-of.ts';

/** Pause before the room is asked again. */
const PAUSE_MS = 15_000;

/**
 * Notes that a case waits for the room, because its HSM or all of it is away (row 25): once for a cause, however
 * often the room is asked meanwhile, so that the case shows since when it waits. Whether the room has an
 * intent is not known. A crash before this leaves a case that does not say what it waits for, and is
 * asked for all the same.
 */
export async function noteRoomAway(
  deps: OfficeDependencies,
  orderId: string,
  cause: string,
): Promise<Situation> {
  return actOnCase(deps, await caseOfOrder(deps.db, orderId), ({ row }, now) => {
    if (row.state !== 'issuing') return undefined;
    const rules = [`room/${knownCause(cause)}`];
    const nextAttemptAt = new Date(now.getTime() + PAUSE_MS);
    if (row.notHolding[0] === rules[0]) return { change: { nextAttemptAt }, entries: [] };
    const entry = {
      event: 'case.waiting',
      items: ['1ハ'],
      at: now.toISOString(),
      actor: OFFICE_WORKER,
      data: { rules, nextAttemptAt: nextAttemptAt.toISOString() },
      ...runOf(deps.build),
    } as const;
    return { change: { notHolding: rules, nextAttemptAt }, entries: [{ entry }] };
  });
}

/** Whoever polls the queue may name a failure as they like: what is none of ours does not get into the books. */
const knownCause = (cause: string): string =>
  Object.values(domainErrorTypes).some((types) => (types as readonly string[]).includes(cause))
    ? cause
    : 'EnclaveUnavailable';

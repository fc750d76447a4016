import { caseOfOrder, type CaseFile } from '../../db/decision/case-file.ts';
import type { ActEntry } from '../../db/decision/commit-case.ts';
import { isTriedAgain, refusalOf } from '../../domain/issuance/order-states.ts';
import { parked } from './parked.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { Situation } from '../contract.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** Pause before the room is asked again after a refusal that passes by itself. */
const PAUSE_MS = 60_000;

/** Checks after which the case is decided anew with facts of now (row 26), once an edition. */
const DECIDED_ANEW: readonly string[] = ['outcomeNotHolding', 'keyRefused'];

/**
 * Notes that the room refused an order (rows 26, 27 and 31): asked again after a pause, decided anew, or
 * parked for a person. What the office decides anew the room may refuse anew, because its registers say
 * otherwise: the second time a person looks. The refusal itself is in the room's book.
 *
 * @param said what answered for the room; a check that the gate does not have was not said by it.
 */
export async function noteGateRefusal(
  deps: OfficeDependencies,
  orderId: string,
  said: unknown,
): Promise<Situation> {
  const check = refusalOf(said);
  return actOnCase(deps, await caseOfOrder(deps.db, orderId), (file, now) => {
    if (file.row.state !== 'issuing') return undefined;
    const notHolding = [`gate/${check}`];
    if (check === 'jlisTooOld') {
      const nextAttemptAt = new Date(now.getTime() + PAUSE_MS);
      return {
        change: { state: 'waiting', notHolding: ['jlis.fresh/stale'], nextAttemptAt },
        voidsDecisions: true,
        entries: [voided(deps, file, { check, now })],
      };
    }
    // Row 31: a person approves anew, and that makes a new order; the room never signs an abandoned one.
    if (check === 'orderAbandoned' || DECIDED_ANEW.includes(check)) {
      const isFirst = check !== 'orderAbandoned' && file.generation === 0;
      return {
        change: isFirst
          ? { state: 'checking', notHolding, nextAttemptAt: null }
          : { state: 'review', notHolding, stateDeadline: deadlineOf('review', now) },
        voidsDecisions: true,
        entries: [voided(deps, file, { check, now })],
      };
    }
    if (!isTriedAgain(check)) return parked(check, now);
    const nextAttemptAt = new Date(now.getTime() + PAUSE_MS);
    return { change: { notHolding, nextAttemptAt, stateDeadline: null } };
  });
}

function voided(
  { build }: OfficeDependencies,
  { decidedDossier = '' }: CaseFile,
  { check, now }: { readonly check: string; readonly now: Date },
): ActEntry {
  return {
    entry: {
      event: 'application.approvalVoided',
      items: ['1ニ'],
      at: now.toISOString(),
      actor: OFFICE_WORKER,
      data: { dossierSha256: decidedDossier, cause: `gate ${check}` },
      ...runOf(build),
    },
  };
}

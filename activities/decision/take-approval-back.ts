import type { CaseAct } from '../../db/decision/commit-case.ts';
import { voidingCauses } from '../../domain/decision/given-approvals.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actorOf, type GivenDecision } from './given-decision.ts';
import { EVALUATED_ANEW, refuseDecision } from './refuse-decision.ts';

/**
 * Takes an approval back, also from the room as long as it has no intent (row 19). No order of it is asked for after this: a run
 * asks for orders of the decision that stands. The orders of a voided decision are never used again,
 * so the case is evaluated anew, which gives it others; from there on persons decide it (`isForPersons`).
 */
export function takeApprovalBack(deps: OfficeDependencies, decision: GivenDecision): CaseAct {
  const { content, file, inputId, now } = decision;
  // What was decided anew meanwhile is another approval.
  if (file.decidedDossier !== content.dossierSha256) {
    return refuseDecision(deps, decision, 'dossierMoved');
  }
  return {
    change: EVALUATED_ANEW,
    voidsDecisions: true,
    inputs: [{ id: inputId, result: { state: 'checking', isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'application.approvalVoided',
          items: ['1ニ'],
          at: now.toISOString(),
          actor: actorOf(decision),
          input: inputId,
          data: { dossierSha256: content.dossierSha256, cause: voidingCauses.takenBack },
          ...runOf(deps.build),
        },
      },
    ],
  };
}

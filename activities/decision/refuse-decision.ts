import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import { standingApprovals, voidingCauses } from '../../domain/decision/given-approvals.ts';
import type { DecisionProblem } from '../../domain/decision/staff-decision.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import type { GivenDecision, GivenInput } from './given-decision.ts';

/** Records a decision that has no effect (拒まれた決定), with the reason as a code. */
export const refuseDecision = (
  deps: OfficeDependencies,
  given: GivenInput,
  problem: DecisionProblem,
): CaseAct => inputRefused(deps, given, problem);

/** Why what an applicant sent has no effect. */
export type ApplicantProblem = 'caseClosed' | 'textMoved' | 'issuingBegun';

/** Records an input that has no effect, with the reason as a code. */
export function inputRefused(
  { build }: Pick<OfficeDependencies, 'build'>,
  { inputId, input, file, now }: GivenInput,
  problem: DecisionProblem | ApplicantProblem,
): CaseAct {
  const result = { state: file.row.state, isApplied: false, refused: problem };
  return {
    inputs: [{ id: inputId, result }],
    entries: [
      {
        entry: {
          event: 'input.refused',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          input: inputId,
          data: { inputKind: input.kind, problem, contentSha256: input.contentSha256 },
          ...runOf(build),
        },
      },
    ],
  };
}

/** A case that is evaluated anew: nothing that it waited for counts any more (state table, rows 11 and 19). */
export const EVALUATED_ANEW = {
  state: 'checking',
  notHolding: [],
  stateDeadline: null,
  nextAttemptAt: null,
} as const;

/**
 * Refuses a decision because what it was made on is no longer what there is: every approval is void, and the
 * case is evaluated anew (state table, rows 11 and 19).
 */
export function moveToNewDossier(deps: OfficeDependencies, decision: GivenDecision): CaseAct {
  const refusal = refuseDecision(deps, decision, 'dossierMoved');
  return {
    ...refusal,
    change: EVALUATED_ANEW,
    voidsDecisions: true,
    entries: [...(refusal.entries ?? []), ...voidingWhatStands(deps, decision)],
  };
}

/** `application.approvalVoided` for the decision or the approval that stands; none where nothing does. */
export function voidingWhatStands(
  deps: Pick<OfficeDependencies, 'build'>,
  { file, events, now }: Pick<GivenDecision, 'file' | 'events' | 'now'>,
): ActEntry[] {
  const [approval] = standingApprovals(events);
  const dossier = file.decidedDossier ?? approval?.dossierSha256;
  return dossier === undefined ? [] : [voidedByMachine(deps, dossier, now)];
}

/** `application.approvalVoided`: because the dossier is another now. */
export const voidedByMachine = (
  { build }: Pick<OfficeDependencies, 'build'>,
  dossierSha256: string,
  now: Date,
): ActEntry => voidedBecause({ build }, { dossierSha256, now, cause: voidingCauses.newDossier });

/** `application.approvalVoided` by the machine, with its cause. */
export const voidedBecause = (
  { build }: Pick<OfficeDependencies, 'build'>,
  {
    dossierSha256,
    now,
    cause,
  }: { readonly dossierSha256: string; readonly now: Date; readonly cause: string },
): ActEntry => ({
  entry: {
    event: 'application.approvalVoided',
    items: ['1ニ'],
    at: now.toISOString(),
    actor: OFFICE_WORKER,
    data: { dossierSha256, cause },
    ...runOf(build),
  },
});

import { step } from '../adapters/telemetry/steps.ts';
import type { CaseAct } from '../db/decision/commit-case.ts';
import { AUTOMATION_STOPPED } from '../db/governance/stopped-cases.ts';
import { findInput, type StoredInput } from '../db/decision/staff-input.ts';
import { isDecisionKind, type DecisionKind } from '../domain/decision/staff-decision.ts';
import { DomainError } from '../domain/errors.ts';
import { actOnCase } from './application/act-on-case.ts';
import { applyCorrection } from './application/move-case.ts';
import { applyStop } from './decision/apply-stop.ts';
import { approveByPerson } from './decision/approve-by-person.ts';
import type { GivenDecision } from './decision/given-decision.ts';
import { judgeDecision } from './decision/judge-decision.ts';
import { refuseDecision } from './decision/refuse-decision.ts';
import { rejectByPerson } from './decision/reject-by-person.ts';
import { returnByPerson } from './decision/return-by-person.ts';
import { takeApprovalBack } from './decision/take-approval-back.ts';
import type { Situation } from './contract.ts';
import type { OfficeDependencies } from './dependencies.ts';
import { instruct } from './issuance/instruct.ts';

type Apply = (deps: OfficeDependencies, decision: GivenDecision) => Promise<CaseAct> | CaseAct;

/** What each decision does to its case. */
const applications: Readonly<Record<DecisionKind, Apply>> = {
  approve: approveByPerson,
  return: returnByPerson,
  reject: rejectByPerson,
  withdrawApproval: takeApprovalBack,
  instruct,
};

/**
 * Applies a row of `case_inputs`. The state of the case orders inputs: of two decisions at once one has its effect,
 * and the other is recorded as refused. One that is applied already answers with the present situation.
 *
 * A crash before the commit leaves the row pending, and the sweeper nudges it; after it, a repeat finds it applied.
 */
export async function applyInput(deps: OfficeDependencies, inputId: string): Promise<Situation> {
  const input = await findInput(deps.db, inputId);
  if (!input) throw new DomainError('ApplicationNotFound', inputId);
  const { caseId, kind } = input;
  const situation = isDecisionKind(kind)
    ? await applyDecision(deps, { ...input, kind }, inputId)
    : kind === AUTOMATION_STOPPED
      ? await applyStop(deps, { inputId, caseId })
      : await applyCorrection(deps, { inputId, caseId, kind });
  step('case.0-input-applied');
  return situation;
}

function applyDecision(
  deps: OfficeDependencies,
  input: StoredInput & { readonly kind: DecisionKind },
  inputId: string,
): Promise<Situation> {
  const { caseId, kind } = input;
  return actOnCase(deps, caseId, async (file, now) => {
    if (!file.pending.some(({ id }) => id === inputId)) return undefined;
    const given = { inputId, input, file, now };
    const judged = await judgeDecision(deps, given);
    return 'problem' in judged
      ? refuseDecision(deps, given, judged.problem)
      : applications[kind](deps, judged.decision);
  });
}

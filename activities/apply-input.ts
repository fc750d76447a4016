import { step } from '../adapters/telemetry/steps.ts';
import type { CaseAct } from '../db/decision/commit-case.ts';
import { AUTOMATION_STOPPED } from '../db/governance/stopped-cases.ts';
import { findInput, type StoredInput } from '../db/decision/staff-input.ts';
import {
  isDecisionKind,
  type DecisionKind,
  type DecisionProblem,
  type DossierDecisionKind,
} from '../domain/decision/staff-decision.ts';
import { DomainError } from '../domain/errors.ts';
import {
  isCodeInputKind,
  isLetterInputKind,
  RESEND,
} from '../domain/key-delivery/letter-inputs.ts';
import { actOnCase } from './application/act-on-case.ts';
import { applyCorrection } from './application/move-case.ts';
import { WITHDRAWAL_BY_APPLICANT } from '../domain/decision/withdrawal.ts';
import { applyWithdrawal } from './decision/apply-withdrawal.ts';
import { applyStop } from './decision/apply-stop.ts';
import { approveByPerson } from './decision/approve-by-person.ts';
import type { GivenDecision, GivenInput } from './decision/given-decision.ts';
import { judgeDecision } from './decision/judge-decision.ts';
import { judgeNotice } from './decision/judge-notice.ts';
import { judgeWithdrawal } from './decision/judge-withdrawal.ts';
import { recordNotice } from './decision/record-notice.ts';
import { refuseDecision } from './decision/refuse-decision.ts';
import { rejectByPerson } from './decision/reject-by-person.ts';
import { returnByPerson } from './decision/return-by-person.ts';
import { takeApprovalBack } from './decision/take-approval-back.ts';
import { withdrawOnRequest } from './decision/withdraw-on-request.ts';
import type { AppliedInput, Situation } from './contract.ts';
import type { OfficeDependencies } from './dependencies.ts';
import { applyReceipt } from './issuance/apply-receipt.ts';
import { instruct } from './issuance/instruct.ts';
import { applyLetterOutcome } from './key-delivery/apply-letter-outcome.ts';
import { applyRedemption } from './key-delivery/apply-redemption.ts';
import { orderResend } from './key-delivery/order-resend.ts';
import type { CodeInput } from './key-delivery/refuse-input.ts';

type Apply = (deps: OfficeDependencies, decision: GivenDecision) => Promise<CaseAct> | CaseAct;

/** What each decision does to its case. */
const applications: Readonly<Record<DossierDecisionKind, Apply>> = {
  approve: approveByPerson,
  return: returnByPerson,
  transfer: returnByPerson,
  reject: rejectByPerson,
  withdrawApproval: takeApprovalBack,
  instruct,
};

/**
 * Applies a row of `case_inputs`. The state of the case orders inputs: of two decisions at once one has its effect,
 * and the other is recorded as refused. One that is applied already answers with the present situation. What takes a
 * case from the room is left pending as long as the room may be at work on it.
 *
 * A crash before the commit leaves the row pending, and the sweeper nudges it; after it, a repeat finds it applied.
 */
export async function applyInput(deps: OfficeDependencies, inputId: string): Promise<AppliedInput> {
  const input = await findInput(deps.db, inputId);
  if (!input) throw new DomainError('ApplicationNotFound', inputId);
  const { caseId, kind } = input;
  const applied =
    isDecisionKind(kind) || isCodeInputKind(kind)
      ? await applyOrLeave(deps, input, inputId)
      : await applyOther(deps, { inputId, caseId, kind });
  step('case.0-input-applied');
  return applied;
}

interface OtherInput {
  readonly inputId: string;
  readonly caseId: string;
  readonly kind: string;
}

type ApplyOther = (deps: OfficeDependencies, input: OtherInput) => Promise<AppliedInput>;

const never = (apply: (deps: OfficeDependencies, input: OtherInput) => Promise<Situation>) =>
  (async (deps, input) => ({ ...(await apply(deps, input)), isLeft: false })) satisfies ApplyOther;

/** What staff did not decide, by its kind; each kind but these is a new version of the applicant's. */
const others: Readonly<Record<string, ApplyOther>> = {
  [AUTOMATION_STOPPED]: never(applyStop),
  receipt: never(applyReceipt),
  [WITHDRAWAL_BY_APPLICANT]: (deps, { inputId }) => applyWithdrawal(deps, inputId),
};

const applyOther: ApplyOther = (deps, input) =>
  (others[input.kind] ?? never(applyCorrection))(deps, input);

/** What staff decided, what was heard of a letter, a redemption: what the room has to answer first is left. */
async function applyOrLeave(
  deps: OfficeDependencies,
  input: StoredInput,
  inputId: string,
): Promise<AppliedInput> {
  const { caseId, kind } = input;
  let isLeft = false;
  const situation = await actOnCase(deps, caseId, async (file, now) => {
    isLeft = false;
    if (!file.pending.some(({ id }) => id === inputId)) return undefined;
    const given = { inputId, input, file, now };
    const act = isDecisionKind(kind)
      ? await actOf(deps, kind, given)
      : await actOnCode(deps, given);
    isLeft = act === 'left';
    return act === 'left' ? undefined : act;
  });
  return { ...situation, isLeft };
}

/** About the code of a case: its letter, its redemption, another in its place. */
function actOnCode(
  deps: OfficeDependencies,
  given: CodeInput,
): Promise<CaseAct | 'left'> | CaseAct | 'left' {
  const { kind } = given.input;
  if (isLetterInputKind(kind)) return applyLetterOutcome(deps, { ...given, kind });
  return kind === RESEND ? orderResend(deps, given) : applyRedemption(deps, given);
}

interface Refused {
  readonly problem: DecisionProblem;
}

async function actOf(
  deps: OfficeDependencies,
  kind: DecisionKind,
  given: GivenInput,
): Promise<CaseAct | 'left'> {
  /** Does what may be, and refuses what may not; what the room has to answer first is left. */
  const settle = <Judged extends object>(
    judged: Judged | Refused | 'left',
    does: (may: Exclude<Judged, Refused>) => Promise<CaseAct> | CaseAct,
  ): Promise<CaseAct> | CaseAct | 'left' => {
    if (judged === 'left') return judged;
    if ('problem' in judged) return refuseDecision(deps, given, judged.problem);
    return does(judged as Exclude<Judged, Refused>);
  };
  if (kind === 'withdraw') {
    const judged = await judgeWithdrawal(deps, given);
    return settle(judged, (may) => withdrawOnRequest(deps, given, may));
  }
  if (kind === 'notice') {
    const judged = await judgeNotice(deps, given);
    return settle(judged, (may) => recordNotice(deps, given, may));
  }
  const judged = await judgeDecision(deps, given);
  return settle(judged, ({ decision }) => applications[kind](deps, decision));
}

import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import { standingApprovals } from '../../domain/decision/given-approvals.ts';
import {
  approvalsMissing,
  overriddenBy,
  reasonsProblem,
  type GivenApproval,
} from '../../domain/decision/overrides.ts';
import { overridesIn, type DecisionProblem } from '../../domain/decision/staff-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import type { EvaluatedDossier } from './dossier.ts';
import { actorOf, type GivenDecision } from './given-decision.ts';
import { presentDossier } from './present-dossier.ts';
import { moveToNewDossier, refuseDecision } from './refuse-decision.ts';
import { decisionRows } from './decision-rows.ts';

/**
 * Takes one person's approval; the last that the findings ask for approves the application (state table, rows
 * 12 and 13). Approvals count that stand in the book on this very dossier.
 */
export async function approveByPerson(
  deps: OfficeDependencies,
  decision: GivenDecision,
): Promise<CaseAct> {
  const problem = approvalProblem(decision);
  if (problem) return refuseDecision(deps, decision, problem);
  const present = await presentDossier(deps, decision);
  if (!present) return moveToNewDossier(deps, decision);
  const { assertion, inputId } = decision;
  const isComplete = isNothing(approvalsMissing(decision.verdict, withOwn(decision)));
  const given: CaseAct = {
    evidence: assertion ? [assertion] : [],
    inputs: [{ id: inputId, result: { state: 'review', isApplied: true } }],
    entries: [approvalGiven(deps, decision)],
  };
  return isComplete ? approved(deps, decision, { given, dossier: present.dossier }) : given;
}

const isNothing = (missing: ReturnType<typeof approvalsMissing>): boolean =>
  missing !== undefined && missing.approver + missing.examiner === 0;

const asOf = ({ content }: GivenDecision): GivenApproval['as'] =>
  content.role === 'examiner' ? 'examiner' : 'approver';

/** Approvals on this dossier that stand in the book. */
const booked = ({ events, content }: GivenDecision) =>
  standingApprovals(events).filter(({ dossierSha256 }) => dossierSha256 === content.dossierSha256);

function ownApproval(decision: GivenDecision): GivenApproval {
  const { content, officer, events } = decision;
  // The note that `other` asks for is in the book, where whoever comes later reads it.
  const hasNote = events.some(
    ({ event, actor }) => event === 'note.added' && actor.id === officer.id,
  );
  return {
    person: officer.person,
    as: asOf(decision),
    reasons: overridesIn(content.reasons) as GivenApproval['reasons'],
    ...(hasNote ? { note: 'note.added' } : {}),
  };
}

const withOwn = (decision: GivenDecision): GivenApproval[] => [
  ...booked(decision).map(({ person, as }) => ({ person, as, reasons: {} })),
  ownApproval(decision),
];

function approvalProblem(decision: GivenDecision): DecisionProblem | undefined {
  const { verdict } = decision;
  const before = approvalsMissing(verdict, withOwn(decision).slice(0, -1));
  if (!before) return 'nobodyMayApprove';
  if (before[asOf(decision)] === 0) return 'approvalNotNeeded';
  return reasonsProblem(verdict, ownApproval(decision)) === undefined ? undefined : 'reasonsWrong';
}

function approvalGiven({ build }: OfficeDependencies, decision: GivenDecision): ActEntry {
  const { content, assertion, inputId, now } = decision;
  const { dossierSha256, assertionSha256 = '' } = content;
  const overrides = overridesIn(content.reasons);
  const codes = [...new Set(Object.values(overrides))].toSorted();
  return {
    entry: {
      event: 'application.approvalGiven',
      items: ['1ニ'],
      at: now.toISOString(),
      actor: actorOf(decision),
      input: inputId,
      ...(assertion ? { evidence: [assertion] } : {}),
      data: {
        dossierSha256,
        rules: Object.keys(overrides).toSorted(),
        // Which reason belongs to which rule the assertion says.
        reasonCode: codes.join(' ') || 'none',
        step: booked(decision).length + 1,
        assertionSha256,
      },
      ...runOf(build),
    },
  };
}

/** 諾: the decision with its orders, in the transaction of the approval that completes it. */
function approved(
  { build }: OfficeDependencies,
  decision: GivenDecision,
  { given, dossier }: { readonly given: CaseAct; readonly dossier: EvaluatedDossier },
): CaseAct {
  const { content, verdict, file, inputId, now } = decision;
  const { dossierSha256, assertionSha256 = '' } = content;
  const assertions = booked(decision).map((approval) => approval.assertionSha256);
  const entry: ActEntry = {
    entry: {
      event: 'application.approved',
      items: ['1ニ'],
      at: now.toISOString(),
      actor: actorOf(decision),
      input: inputId,
      data: {
        dossierSha256,
        decider: 'officer',
        factsSha256: dossier.factsSha256,
        findingsSha256: dossier.findingsSha256,
        ruleSetSha256: dossier.ruleSetSha256,
        overridden: overriddenBy(verdict),
        assertions: [...assertions, assertionSha256].toSorted(),
        orders: [...dossier.orders],
      },
      ...runOf(build),
    },
  };
  return {
    ...given,
    ...decisionRows({ row: file.row, dossier, now, decider: 'officer' }),
    change: { state: 'approved', stateDeadline: deadlineOf('instruct', now), nextAttemptAt: null },
    inputs: [{ id: inputId, result: { state: 'approved', isApplied: true } }],
    entries: [...(given.entries ?? []), entry],
  };
}

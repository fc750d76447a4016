import { isTrue } from './condition.ts';
import { nextSteps, outcomes } from './rule-set.ts';
import type { Branch, Next, Outcome, Override, Rule, RuleSet } from './rule-set.ts';
import { vocabularyProblem } from './vocabulary.ts';
import type { FactSet } from './vocabulary.ts';

/** What one rule found; a rule that holds has no code. */
export interface Finding {
  readonly rule: string;
  readonly code?: string;
  readonly outcome: Outcome;
}

/** How many persons of each role must agree before an application that `refers` is approved. */
export interface Approvals {
  readonly approver: number;
  readonly examiner: number;
}

/** What all rules together say of one set of facts. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly next: Next;
  /** Every rule that applies, in the order of the rule set. */
  readonly findings: readonly Finding[];
  readonly notHolding: readonly Finding[];
  /** There exactly when the outcome is `refers`. */
  readonly approvals?: Approvals;
}

interface RuleResult {
  readonly finding: Finding;
  readonly branch?: Branch;
}

/**
 * Decides facts by a rule set: pure, so that workflow, room and auditor come to the same verdict.
 *
 * Facts that are not complete give one finding and no other (規則6条15号イ).
 */
export function decide(facts: FactSet, ruleSet: RuleSet): Verdict {
  const isComplete = vocabularyProblem(facts, ruleSet.vocabulary) === undefined;
  const context = { facts, parameters: ruleSet.parameters, isComplete };
  const tried = isComplete ? ruleSet.rules : ruleSet.rules.slice(0, 1);
  const results = tried
    .filter(({ applies }) => applies === undefined || isTrue(applies, context))
    .map((rule) =>
      resultOf(
        rule,
        rule.branches.find(({ when }) => isTrue(when, context)),
      ),
    );
  return verdictOf(results, ruleSet.whenHolds);
}

function resultOf(rule: Rule, branch: Branch | undefined): RuleResult {
  if (branch === undefined) return { finding: { rule: rule.id, outcome: 'holds' } };
  return { finding: { rule: rule.id, code: branch.code, outcome: branch.outcome }, branch };
}

function verdictOf(results: readonly RuleResult[], whenHolds: Next): Verdict {
  const findings = results.map(({ finding }) => finding);
  const outcome = outcomes.findLast((each) => findings.some((f) => f.outcome === each)) ?? 'holds';
  const worst = results.flatMap(({ branch }) => (branch?.outcome === outcome ? [branch] : []));
  const next = nextSteps.find((each) => worst.some((branch) => branch.next === each));
  return {
    outcome,
    next: next ?? whenHolds,
    findings,
    notHolding: findings.filter((finding) => finding.outcome !== 'holds'),
    ...(outcome === 'refers' ? { approvals: approvalsOf(worst) } : {}),
  };
}

const needed: Readonly<Record<Override, Approvals>> = {
  nobody: { approver: 0, examiner: 0 },
  A: { approver: 1, examiner: 0 },
  A2: { approver: 2, examiner: 0 },
  EA: { approver: 1, examiner: 1 },
};

/** Of several findings together, the larger number of each role. */
function approvalsOf(branches: readonly Branch[]): Approvals {
  const each = branches.map(({ override }) => needed[override]);
  return {
    approver: Math.max(...each.map(({ approver }) => approver)),
    examiner: Math.max(...each.map(({ examiner }) => examiner)),
  };
}

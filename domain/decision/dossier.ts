import { decide, type Verdict } from './decide.ts';
import type { FactId } from './facts.ts';
import { findingKey } from './overrides.ts';
import type { RuleSet } from './rule-set.ts';
import type { FactSet } from './vocabulary.ts';

/**
 * Facts that stay as they were at the approval: who was on duty then, and how busy device, contact
 * and portal were, is part of that decision and not of the signing.
 */
export const factsKeptFromApproval = [
  'responsiblePersonOnDuty',
  'applicationsFromThisDevice30Days',
  'personsFromThisDevice30Days',
  'personsOnThisContact30Days',
  'portalRate',
] as const satisfies readonly FactId[];

/** Rules that ask who may decide; persons who have decided are not asked again. */
const DECIDER_RULES = ['control.automation', 'control.responsiblePerson'];

/**
 * Decides facts as a decision by persons is judged: by every rule but those that ask who may decide
 * (規則6条15号ト).
 */
export const decideForPersons = (facts: FactSet, ruleSet: RuleSet): Verdict =>
  decide(facts, {
    ...ruleSet,
    rules: ruleSet.rules.filter(({ id }) => !DECIDER_RULES.includes(id)),
  });

/** Returns the facts of now with those that stay as they were at the approval. */
export function factsAfterApproval(now: FactSet, atApproval: FactSet): FactSet {
  const kept = factsKeptFromApproval
    .filter((id) => Object.hasOwn(now, id) && Object.hasOwn(atApproval, id))
    .map((id) => [id, atApproval[id]] as const);
  return { ...now, ...Object.fromEntries(kept) };
}

/**
 * Returns the branches that fail now and did not fail in the dossier.
 *
 * While there is none, dossier and approvals stand, although ages and the J-LIS answer are newer;
 * with one a new dossier is made and every approval is void.
 */
export function newlyFailing(now: Verdict, dossier: Verdict): string[] {
  const before = new Set(dossier.notHolding.map(findingKey));
  return now.notHolding.map(findingKey).filter((key) => !before.has(key));
}

/** Who approved, and the findings decided against. */
export interface StandingApproval {
  readonly decider: 'ruleSet' | 'officer';
  readonly overridden: readonly string[];
}

/**
 * Tells whether an approval still covers what is found at signing (規則6条15号ト): all holds, or
 * refers by nothing else than what the approvers decided against.
 */
export function isCovered(now: Verdict, { decider, overridden }: StandingApproval): boolean {
  if (now.outcome !== 'holds' && now.outcome !== 'refers') return false;
  return now.notHolding.every(
    (finding) =>
      overridden.includes(findingKey(finding)) ||
      (decider === 'officer' && DECIDER_RULES.includes(finding.rule)),
  );
}

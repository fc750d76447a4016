import type { RuleSet } from './rule-set.ts';
import { ruleSet202612 } from './rules/2026-12.ts';

/** Every rule set for applications that was ever released, oldest first. */
export const ruleSets: readonly RuleSet[] = [ruleSet202612];

/** Returns the released rule set with this id, or undefined. */
export function findRuleSet(id: string): RuleSet | undefined {
  return ruleSets.find((ruleSet) => ruleSet.id === id);
}

import type { RuleSet } from '../decision/rule-set.ts';
import { revocationRuleSet202612 } from './rules/2026-12.ts';

/** Every rule set for revocation requests that was ever released, oldest first. */
export const revocationRuleSets: readonly RuleSet[] = [revocationRuleSet202612];

/** Returns the released rule set for revocation requests with this id, or undefined. */
export function findRevocationRuleSet(id: string): RuleSet | undefined {
  return revocationRuleSets.find((ruleSet) => ruleSet.id === id);
}

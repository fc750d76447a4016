import { findRuleSet, ruleSets } from '../../../domain/decision/rule-sets.ts';
import type { RuleSet } from '../../../domain/decision/rule-set.ts';

/** The rule set by which a case that begins now is decided; while none was adopted, the newest. */
export function ruleSetFor(id: string | undefined): RuleSet {
  const found = id === undefined ? ruleSets.at(-1) : findRuleSet(id);
  if (!found) throw new Error('the rule set in force is not in this build');
  return found;
}

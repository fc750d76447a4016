import type { Finding } from './decide.ts';
import type { Override, RuleSet, Sentence } from './rule-set.ts';

/** What staff read of a finding: the sentence, the article behind it, who may decide against it. */
export interface FindingSentence extends Sentence {
  readonly law: string;
  readonly override: Override;
}

/** Returns the sentences of a finding; throws for one that the rule set cannot give. */
export function sentenceFor(
  { rule: id, code }: Pick<Finding, 'rule' | 'code'>,
  ruleSet: RuleSet,
): FindingSentence {
  const rule = ruleSet.rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id} in ${ruleSet.id}`);
  if (code === undefined) return { ...rule.holds, law: rule.law, override: 'nobody' };
  const branch = rule.branches.find((each) => each.code === code);
  if (branch === undefined) throw new Error(`no branch ${code} of ${id} in ${ruleSet.id}`);
  return { ...branch.sentence, law: rule.law, override: branch.override };
}

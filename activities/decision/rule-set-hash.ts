import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { ruleSetContent, type RuleSet } from '../../domain/decision/rule-set.ts';

const known = new WeakMap<RuleSet, string>();

/** SHA-256 over the canonical JSON of a rule set: decisions and intents name it. */
export function ruleSetSha256(ruleSet: RuleSet): string {
  const found = known.get(ruleSet);
  if (found) return found;
  const hash = sha256Hex(canonicalOctets(ruleSetContent(ruleSet)));
  known.set(ruleSet, hash);
  return hash;
}

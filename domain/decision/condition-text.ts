import type { Condition, ConditionValue, Limit } from './condition.ts';

/**
 * Prints a condition as staff and auditors read it: `and` binds tighter than `or`.
 *
 * The print is for people; what is hashed is the condition itself.
 */
export function conditionText(condition: Condition): string {
  switch (condition.op) {
    case 'and':
      return condition.of.map(insideAnd).join(' and ');
    case 'or':
      return condition.of.map(conditionText).join(' or ');
    case 'incomplete':
      return 'facts incomplete';
    case 'parameter':
      return `P.${condition.parameter} = ${condition.value}`;
    default:
      return `${condition.fact} ${condition.op} ${operand(condition)}`;
  }
}

function insideAnd(condition: Condition): string {
  return condition.op === 'or' ? `(${conditionText(condition)})` : conditionText(condition);
}

function operand(
  condition:
    | { readonly value: ConditionValue }
    | { readonly values: readonly string[] }
    | { readonly limit: Limit },
): string {
  if ('values' in condition) return `{${condition.values.join(', ')}}`;
  if ('value' in condition) return String(condition.value);
  return typeof condition.limit === 'number'
    ? String(condition.limit)
    : `P.${condition.limit.parameter}`;
}

/** A number that a fact is compared with: fixed in the rule, or a parameter of the rule set. */
export type Limit = number | { readonly parameter: string };

/** A value that a fact or a parameter can equal. */
export type ConditionValue = string | number | boolean;

/**
 * A condition over facts, as data: it can be printed, hashed and judged again by the auditor.
 *
 * A comparison with a fact that is not there is false, whatever the operator.
 */
export type Condition =
  | { readonly op: '=' | '!='; readonly fact: string; readonly value: ConditionValue }
  | { readonly op: 'in' | 'not in'; readonly fact: string; readonly values: readonly string[] }
  | {
      readonly op: 'subset' | 'not subset';
      readonly fact: string;
      readonly values: readonly string[];
    }
  | { readonly op: '>' | '>=' | '<'; readonly fact: string; readonly limit: Limit }
  | { readonly op: 'parameter'; readonly parameter: string; readonly value: boolean }
  | { readonly op: 'incomplete' }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] };

/** The facts and parameters that a condition is judged by. */
export interface ConditionContext {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, number | boolean>>;
  /** False when a fact is missing, extra, outside its values or in contradiction. */
  readonly isComplete: boolean;
}

/** Builds the condition that a fact has a value. */
export const is = (fact: string, value: ConditionValue): Condition => ({ op: '=', fact, value });

/** Builds the condition that a fact has another value. */
export const isNot = (fact: string, value: ConditionValue): Condition => ({
  op: '!=',
  fact,
  value,
});

/** Builds the condition that a fact has one of the values. */
export const isIn = (fact: string, values: readonly string[]): Condition => ({
  op: 'in',
  fact,
  values,
});

/** Builds the condition that a fact has none of the values. */
export const isNotIn = (fact: string, values: readonly string[]): Condition => ({
  op: 'not in',
  fact,
  values,
});

/** Builds the condition that every member of a set is one of the values. */
export const isSubset = (fact: string, values: readonly string[]): Condition => ({
  op: 'subset',
  fact,
  values,
});

/** Builds the condition that some member of a set is none of the values. */
export const isNotSubset = (fact: string, values: readonly string[]): Condition => ({
  op: 'not subset',
  fact,
  values,
});

/** Builds the condition that a count is above a limit. */
export const isAbove = (fact: string, limit: Limit): Condition => ({ op: '>', fact, limit });

/** Builds the condition that a count reaches a limit. */
export const isAtLeast = (fact: string, limit: Limit): Condition => ({ op: '>=', fact, limit });

/** Builds the condition that a count is below a limit. */
export const isBelow = (fact: string, limit: Limit): Condition => ({ op: '<', fact, limit });

/** Builds the condition that a parameter of the rule set is on or off. */
export const parameterIs = (parameter: string, value: boolean): Condition => ({
  op: 'parameter',
  parameter,
  value,
});

/** Names a parameter of the rule set as a limit. */
export const parameter = (name: string): Limit => ({ parameter: name });

/** Builds the condition that all conditions are true. */
export const all = (...of: readonly Condition[]): Condition => join('and', of);

/** Builds the condition that one of the conditions is true. */
export const any = (...of: readonly Condition[]): Condition => join('or', of);

function join(op: 'and' | 'or', of: readonly Condition[]): Condition {
  return {
    op,
    of: of.flatMap((each) =>
      (each.op === 'and' || each.op === 'or') && each.op === op ? each.of : [each],
    ),
  };
}

/** Judges a condition. */
export function isTrue(condition: Condition, context: ConditionContext): boolean {
  switch (condition.op) {
    case 'and':
      return condition.of.every((each) => isTrue(each, context));
    case 'or':
      return condition.of.some((each) => isTrue(each, context));
    case 'incomplete':
      return !context.isComplete;
    case 'parameter':
      return context.parameters[condition.parameter] === condition.value;
    default:
      return compares(condition, context);
  }
}

type Comparison = Exclude<Condition, { op: 'and' | 'or' | 'incomplete' | 'parameter' }>;

function compares(condition: Comparison, context: ConditionContext): boolean {
  const fact = context.facts[condition.fact];
  if (fact === undefined) return false;
  switch (condition.op) {
    case '=':
      return fact === condition.value;
    case '!=':
      return fact !== condition.value;
    case 'in':
    case 'not in':
      return condition.values.includes(fact as string) === (condition.op === 'in');
    case 'subset':
    case 'not subset':
      return isSubsetOf(fact, condition.values) === (condition.op === 'subset');
    default:
      return exceeds(condition.op, fact as number, limitOf(condition.limit, context));
  }
}

function isSubsetOf(fact: unknown, values: readonly string[]): boolean {
  return Array.isArray(fact) && fact.every((member) => values.includes(member as string));
}

function exceeds(op: '>' | '>=' | '<', count: number, limit: number): boolean {
  if (op === '>') return count > limit;
  return op === '>=' ? count >= limit : count < limit;
}

function limitOf(limit: Limit, { parameters }: ConditionContext): number {
  if (typeof limit === 'number') return limit;
  const value = parameters[limit.parameter];
  if (typeof value !== 'number') throw new Error(`no number for parameter ${limit.parameter}`);
  return value;
}

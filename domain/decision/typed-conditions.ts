import * as conditions from './condition.ts';
import type { Condition, Limit } from './condition.ts';
import type { FactDefinition, FactValue } from './vocabulary.ts';

type Definitions = Readonly<Record<string, FactDefinition>>;

type IdsOf<Facts, Type extends FactDefinition['type']> = {
  [Id in keyof Facts & string]: Facts[Id] extends { type: Type } ? Id : never;
}[keyof Facts & string];

type MemberOf<Definition> = Definition extends { values: readonly (infer Value)[] }
  ? Value & string
  : never;

type NumberOf<Parameters> = {
  [Name in keyof Parameters & string]: Parameters[Name] extends number ? Name : never;
}[keyof Parameters & string];

type BooleanOf<Parameters> = {
  [Name in keyof Parameters & string]: Parameters[Name] extends boolean ? Name : never;
}[keyof Parameters & string];

type MemberCondition<Facts, Type extends FactDefinition['type']> = <Id extends IdsOf<Facts, Type>>(
  fact: Id,
  values: readonly MemberOf<Facts[Id]>[],
) => Condition;

type LimitCondition<Facts> = (fact: IdsOf<Facts, 'integer'>, limit: Limit) => Condition;

/** Builders of conditions that accept only the facts, values and parameters of one vocabulary. */
export interface ConditionsOver<Facts, Parameters> {
  readonly is: <Id extends IdsOf<Facts, 'enum' | 'boolean'>>(
    fact: Id,
    value: FactValue<Facts[Id]>,
  ) => Condition;
  readonly isNot: <Id extends IdsOf<Facts, 'enum'>>(
    fact: Id,
    value: MemberOf<Facts[Id]>,
  ) => Condition;
  readonly isIn: MemberCondition<Facts, 'enum'>;
  readonly isNotIn: MemberCondition<Facts, 'enum'>;
  readonly isNotSubset: MemberCondition<Facts, 'set'>;
  readonly isAbove: LimitCondition<Facts>;
  readonly isAtLeast: LimitCondition<Facts>;
  readonly isBelow: LimitCondition<Facts>;
  readonly parameter: (name: NumberOf<Parameters>) => Limit;
  readonly parameterIs: (name: BooleanOf<Parameters>, value: boolean) => Condition;
}

/** Returns builders bound to a vocabulary, so that a misspelt fact or value does not compile. */
export function conditionsOver<
  Facts extends Definitions,
  Parameters extends Readonly<Record<string, number | boolean>> = Readonly<Record<string, never>>,
>(): ConditionsOver<Facts, Parameters> {
  return conditions as unknown as ConditionsOver<Facts, Parameters>;
}

import { isTrue } from './condition.ts';
import type { Condition } from './condition.ts';

/**
 * Where the room takes a fact from before it signs: extracts it again from the evidence, reads its
 * own registers, reads checklists under officers' assertions, or believes the office, whose word is
 * bound by the dossier hash and checked by the auditor.
 */
export type RoomSource =
  | 'evidence'
  | 'register'
  | 'checklist'
  | 'evidenceOrChecklist'
  | 'officeWord';

interface FactOrigin {
  /** The kinds of evidence, or the registers, that the fact is extracted from. */
  readonly from: readonly string[];
  /** Absent where the room does not decide again. */
  readonly room?: RoomSource;
  /** When the fact is there; always, if nothing is said. */
  readonly when?: Condition;
}

/** What a fact may be, where it comes from and when it is there. */
export type FactDefinition = FactOrigin &
  (
    | { readonly type: 'enum'; readonly values: readonly string[] }
    | { readonly type: 'set'; readonly values: readonly string[] }
    | { readonly type: 'boolean' }
    | { readonly type: 'integer' }
  );

/** Facts that cannot be true together: the extractor, or somebody, got one of them wrong. */
export interface Contradiction {
  readonly id: string;
  readonly when: Condition;
}

/** A closed list of facts without personal data: codes, counts and ages. */
export interface Vocabulary {
  readonly id: string;
  readonly facts: Readonly<Record<string, FactDefinition>>;
  readonly contradictions: readonly Contradiction[];
}

/** The type of the values of one fact. */
export type FactValue<Definition> = Definition extends { type: 'boolean' }
  ? boolean
  : Definition extends { type: 'integer' }
    ? number
    : Definition extends { type: 'enum'; values: readonly (infer Value)[] }
      ? Value
      : Definition extends { type: 'set'; values: readonly (infer Value)[] }
        ? readonly Value[]
        : never;

/** The facts of a vocabulary: those with a condition may be absent. */
export type FactsOver<Definitions> = {
  readonly [
    Id in keyof Definitions as Definitions[Id] extends { when: Condition } ? never : Id
  ]: FactValue<Definitions[Id]>;
} & {
  readonly [
    Id in keyof Definitions as Definitions[Id] extends { when: Condition } ? Id : never
  ]?: FactValue<Definitions[Id]>;
};

/** Facts as they come from evidence or a store, before anyone has looked at them. */
export type FactSet = Readonly<Record<string, unknown>>;

const INTEGER_MAX = 2 ** 31 - 1;

/**
 * Returns what keeps facts from being complete, or undefined (規則6条15号イ).
 *
 * A fact must be there exactly when its condition says so, with one of its values, and no two may
 * contradict each other. The answer names facts and never a value.
 */
export function vocabularyProblem(facts: FactSet, vocabulary: Vocabulary): string | undefined {
  const context = { facts, parameters: {}, isComplete: true };
  const extra = Object.keys(facts).find((id) => !Object.hasOwn(vocabulary.facts, id));
  if (extra !== undefined) return 'extra: a fact outside the vocabulary';
  for (const [id, definition] of Object.entries(vocabulary.facts)) {
    const isThere = Object.hasOwn(facts, id);
    if (isThere && !isValueOf(definition, facts[id])) return `outside its values: ${id}`;
    const isDue = definition.when === undefined || isTrue(definition.when, context);
    if (isThere !== isDue) return `${isDue ? 'missing' : 'extra'}: ${id}`;
  }
  const contradiction = vocabulary.contradictions.find(({ when }) => isTrue(when, context));
  return contradiction && `contradiction: ${contradiction.id}`;
}

function isValueOf(definition: FactDefinition, value: unknown): boolean {
  if (definition.type === 'boolean') return typeof value === 'boolean';
  if (definition.type === 'integer') return isCount(value);
  if (definition.type === 'set') return isSortedSet(value, definition.values);
  return typeof value === 'string' && definition.values.includes(value);
}

function isCount(value: unknown): boolean {
  if (!Number.isInteger(value) || Object.is(value, -0)) return false;
  return (value as number) >= 0 && (value as number) <= INTEGER_MAX;
}

function isSortedSet(members: unknown, values: readonly string[]): boolean {
  if (!Array.isArray(members)) return false;
  return members.every((member, index) => {
    const isKnown = typeof member === 'string' && values.includes(member);
    return isKnown && (index === 0 || member > String(members[index - 1]));
  });
}

import type { Condition } from './condition.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a rule finds; a later one is worse. */
export const outcomes = ['holds', 'refers', 'waits', 'forbids'] as const;

/** What a rule finds: it holds, a person may judge, nobody may yet approve, nobody may approve. */
export type Outcome = (typeof outcomes)[number];

/** What follows a verdict, first come first: where several findings are as bad, the first wins. */
export const nextSteps = [
  'refusal',
  'return',
  'done',
  'keepCode',
  'alarm',
  'retry',
  'suspend',
  'review',
  'approve',
  'grant',
] as const;

/** What follows a verdict. */
export type Next = (typeof nextSteps)[number];

/**
 * Who may decide against a finding: nobody, one approver, two approvers, or an examiner's finding
 * and an approver (規則6条15号ロ).
 */
export type Override = 'nobody' | 'A' | 'A2' | 'EA';

/** A sentence for staff, in Japanese and English. */
export interface Sentence {
  readonly ja: string;
  readonly en: string;
}

/** One way in which a rule does not hold. */
export interface Branch {
  readonly code: string;
  readonly when: Condition;
  readonly outcome: Exclude<Outcome, 'holds'>;
  readonly next: Next;
  readonly override: Override;
  readonly sentence: Sentence;
}

/** A rule: the first branch that is true is the finding; where none is, the rule holds. */
export interface Rule {
  readonly id: string;
  /** The article it serves, in the short names of the rule book. */
  readonly law: string;
  /** When the rule is tried; always, if nothing is said. */
  readonly applies?: Condition;
  readonly holds: Sentence;
  readonly branches: readonly Branch[];
}

/**
 * Rules with their parameters and the vocabulary they read, as plain data.
 *
 * A released rule set is never edited: decisions name it by id and hash, and an auditor runs it
 * again years later.
 */
export interface RuleSet {
  readonly id: string;
  readonly vocabulary: Vocabulary;
  readonly parameters: Readonly<Record<string, number | boolean>>;
  /** The first is {@link factsComplete}; where it fails, no other rule is tried. */
  readonly rules: readonly Rule[];
  readonly whenHolds: Extract<Next, 'approve' | 'grant'>;
}

type RuleBody = Pick<Rule, 'law' | 'applies' | 'branches'> & Sentence;

/** Writes a rule, its sentences beside its article. */
export function rule(id: string, { ja, en, law, branches, ...body }: RuleBody): Rule {
  return { id, law, ...body, holds: { ja, en }, branches };
}

/** Writes a branch that nobody may decide against: the case changes or is refused. */
export function forbids(
  code: string,
  when: Condition,
  { next, ...sentence }: Sentence & { next: 'refusal' | 'return' | 'done' | 'keepCode' },
): Branch {
  return { code, when, outcome: 'forbids', next, override: 'nobody', sentence };
}

/** Writes a branch under which nobody may approve until something is known. */
export function waits(
  code: string,
  when: Condition,
  { next, ...sentence }: Sentence & { next: 'retry' | 'alarm' },
): Branch {
  return { code, when, outcome: 'waits', next, override: 'nobody', sentence };
}

/** Writes a branch that persons judge. */
export function refers(
  code: string,
  when: Condition,
  {
    next = 'review',
    override,
    ...sentence
  }: Sentence & { next?: 'review' | 'suspend'; override: Exclude<Override, 'nobody'> },
): Branch {
  return { code, when, outcome: 'refers', next, override, sentence };
}

/** The rule before all others: without complete facts nothing is decided (規則6条15号イ). */
export const factsComplete: Rule = rule('facts.complete', {
  law: '6条15号イ',
  ja: '判断に必要な事実がそろっている。',
  en: 'Facts are complete.',
  branches: [
    waits(
      'incomplete',
      { op: 'incomplete' },
      {
        next: 'alarm',
        ja: '判断に必要な事実が欠けているか、食い違っている。',
        en: 'A fact is missing or contradicts.',
      },
    ),
  ],
});

/** A value that canonical JSON (RFC 8785) can write without doubt: no fractions, no null. */
export type PlainValue =
  | string
  | number
  | boolean
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Returns the whole content of a rule set as a plain value, to be hashed where hashing is done. */
export function ruleSetContent(ruleSet: RuleSet): PlainValue {
  return { format: 'toroku-rule-set/1', ...(plain(ruleSet) as object) };
}

function plain(value: unknown): PlainValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner)] as const);
    return Object.fromEntries(entries);
  }
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isInteger(value)) {
    return value as PlainValue;
  }
  throw new Error('a rule set holds strings, integers and booleans only');
}

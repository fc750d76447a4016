import { charactersOf } from './name-characters.ts';
import type { NameCharacters } from './name-characters.ts';
import { foldName, nameExplanations } from './name-folds.ts';
import type { NameExplanation } from './name-folds.ts';

export type { NameCharacters, NameExplanation };

/** How two spellings of a name relate, and the differences that must be set aside for it. */
export interface NameComparison {
  readonly match: 'identical' | 'explainable' | 'different';
  /** Sorted; empty exactly when the match is not `explainable`. */
  readonly explanations: readonly NameExplanation[];
}

/** Every choice of explanations, fewest first: the first that makes two spellings equal is it. */
const choices: readonly (readonly NameExplanation[])[] = Array.from(
  { length: 2 ** nameExplanations.length },
  (_, choice) => nameExplanations.filter((__, index) => (choice >> index) & 1),
).toSorted((a, b) => a.length - b.length);

/** Returns the code points of a name; the limit of commonName counts these (X.520). */
export function codePoints(name: string): number[] {
  return Array.from(name, (character) => character.codePointAt(0) ?? 0);
}

/**
 * Compares the name in the signed text with the name in the identity record (規則6条5号ハ).
 *
 * Nothing is normalised and neither spelling is changed; the keys are computed beside them. Every
 * difference that must be set aside is named, and none that need not be.
 */
export function compareNames(text: string, other: string): NameComparison {
  if (text === other) return { match: 'identical', explanations: [] };
  const [left, right] = [codePoints(text), codePoints(other)];
  if (!areEqualUnder(nameExplanations, left, right))
    return { match: 'different', explanations: [] };
  const explanations = choices.find((choice) => areEqualUnder(choice, left, right));
  return { match: 'explainable', explanations: explanations ?? nameExplanations };
}

function areEqualUnder(
  aside: readonly NameExplanation[],
  left: readonly number[],
  right: readonly number[],
): boolean {
  const [a, b] = [foldName(left, aside), foldName(right, aside)];
  return a.length === b.length && a.every((codePoint, index) => codePoint === b[index]);
}

/** Judges the characters of a name; the worst of them decides. */
export function nameCharacters(name: string): NameCharacters {
  return charactersOf(codePoints(name));
}

/**
 * Returns the key under which explainable spellings of one name are equal, for the person index.
 *
 * It is personal data as the name is: only its HMAC is stored.
 */
export function nameKey(name: string): string {
  return String.fromCodePoint(...foldName(codePoints(name), nameExplanations));
}

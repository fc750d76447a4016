import { all, any, is, isIn, isNot, isNotSubset, isSubset } from './condition.ts';
import { jpkiFacts } from './facts/jpki-facts.ts';
import { keyFacts } from './facts/key-facts.ts';
import { paperFacts } from './facts/paper-facts.ts';
import { requestFacts } from './facts/request-facts.ts';
import { signatureFacts } from './facts/signature-facts.ts';
import { vocabularyProblem } from './vocabulary.ts';
import type { Contradiction, FactSet, FactsOver, Vocabulary } from './vocabulary.ts';

/** Every fact of vocabulary 1, in the order in which staff see them. */
export const factDefinitions = {
  ...requestFacts,
  ...signatureFacts,
  ...jpkiFacts,
  ...paperFacts,
  ...keyFacts,
};

/** The name of a fact of vocabulary 1. */
export type FactId = keyof typeof factDefinitions;

/** The facts of one evaluation of an application: codes, counts and ages, no personal data. */
export type Facts = FactsOver<typeof factDefinitions>;

const REVOKED = is('jlisStatus', 'revoked');
const NOT_REVOKED = isNot('jlisStatus', 'revoked');

const contradictions: readonly Contradiction[] = [
  {
    id: 'an unreadable container, but a certificate out of it',
    when: all(is('signatureContainer', 'unreadable'), isNot('certificateEncoding', 'unreadable')),
  },
  {
    id: 'an unreadable certificate, but a signature judged with it',
    when: all(is('certificateEncoding', 'unreadable'), isNot('signature', 'unreadable')),
  },
  {
    id: 'nameExplanations without nameMatch explainable, or the reverse',
    when: any(
      all(is('nameMatch', 'explainable'), isSubset('nameExplanations', [])),
      all(isNot('nameMatch', 'explainable'), isNotSubset('nameExplanations', [])),
    ),
  },
  {
    id: 'a status without a verified answer, or the reverse',
    when: any(
      all(is('jlisStatus', 'notChecked'), is('jlisAnswer', 'verified')),
      all(isNot('jlisStatus', 'notChecked'), isNot('jlisAnswer', 'verified')),
    ),
  },
  {
    id: 'a method without an answer, or the reverse',
    when: any(
      all(is('jlisMethod', 'none'), isNot('jlisAnswer', 'none')),
      all(isNot('jlisMethod', 'none'), is('jlisAnswer', 'none')),
    ),
  },
  {
    id: 'a reason of revocation without a revocation, or the reverse',
    when: any(
      all(NOT_REVOKED, isNot('jlisRevocationReason', 'notRevoked')),
      all(REVOKED, is('jlisRevocationReason', 'notRevoked')),
    ),
  },
  {
    id: 'a time of revocation without a revocation, or the reverse',
    when: any(
      all(NOT_REVOKED, isNot('jlisRevocationTiming', 'notRevoked')),
      all(REVOKED, is('jlisRevocationTiming', 'notRevoked')),
    ),
  },
  {
    id: 'a key bound that was not received',
    when: all(is('keyReceived', false), is('keyBoundInSignedBytes', true)),
  },
  {
    id: 'a basis for substitute characters that are not there',
    when: all(
      is('nameSubstitutes', 'none'),
      isIn('substituteBasis', ['signedConsent', 'residentRecord']),
    ),
  },
];

/** The closed list of facts that rule sets of applications read. */
export const vocabulary1: Vocabulary = { id: 'facts/1', facts: factDefinitions, contradictions };

/** Returns what keeps the facts of an application from being complete, or undefined (規則6条15号イ). */
export function factsProblem(facts: FactSet): string | undefined {
  return vocabularyProblem(facts, vocabulary1);
}

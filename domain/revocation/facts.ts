import { vocabularyProblem } from '../decision/vocabulary.ts';
import type { FactDefinition, FactSet, FactsOver, Vocabulary } from '../decision/vocabulary.ts';
import {
  BY_PAPER_FORM,
  BY_SIGNED_TEXT,
  BY_TELEPHONE,
  BY_THIRD_PARTY,
  EX_OFFICIO,
  REQUESTER_COMPARED,
} from './channels.ts';

/** Every fact that decides a revocation request, in the order in which staff see them. */
export const revocationFactDefinitions = {
  channel: {
    type: 'enum',
    values: [
      'portalJpki',
      'portalOwnCertificate',
      'replacement',
      'telephone',
      'paperForm',
      'thirdParty',
      'exOfficio',
    ],
    from: ['caseInputs'],
  },
  target: {
    type: 'enum',
    values: ['valid', 'notFound', 'fingerprintMismatch', 'alreadyRevoked', 'expired'],
    from: ['certificateRegister'],
  },
  requesterMatch: {
    type: 'enum',
    values: ['same', 'explainable', 'different'],
    from: ['jpkiCertificate', 'ownCertificate', 'paperApplication', 'callbackRecord'],
    when: REQUESTER_COMPARED,
  },
  textState: {
    type: 'enum',
    values: [
      'current',
      'expired',
      'altered',
      'notHandedOut',
      'alreadyUsed',
      'otherTransaction',
      'otherPortal',
    ],
    from: ['signedText'],
    when: BY_SIGNED_TEXT,
  },
  signature: {
    type: 'enum',
    values: ['valid', 'invalid'],
    from: ['signatureContainer'],
    when: BY_SIGNED_TEXT,
  },
  requestCertificateStatus: {
    type: 'enum',
    values: ['good', 'revoked', 'notKnown'],
    from: ['jlisAnswer', 'certificateRegister'],
    when: BY_SIGNED_TEXT,
  },
  callback: {
    type: 'enum',
    values: ['confirmed', 'notReached', 'denied'],
    from: ['callbackRecord'],
    when: BY_TELEPHONE,
  },
  paperIntent: {
    type: 'enum',
    values: ['signed', 'sealedWithRegistration', 'sealedWithoutRegistration', 'missing'],
    from: ['paperApplication'],
    when: BY_PAPER_FORM,
  },
  standing: {
    type: 'enum',
    values: ['shown', 'notShown'],
    from: ['thirdPartyNotice'],
    when: BY_THIRD_PARTY,
  },
  untruth: {
    type: 'enum',
    values: ['established', 'suspected', 'otherGround'],
    from: ['officerNote', 'jlisAnswer'],
    when: EX_OFFICIO,
  },
  automaticRevocation: {
    type: 'enum',
    values: ['on', 'off'],
    from: ['stopSwitch'],
  },
  responsiblePersonOnDuty: {
    type: 'boolean',
    from: ['dutyRoster'],
  },
} as const satisfies Readonly<Record<string, FactDefinition>>;

/** The facts of one evaluation of a revocation request. */
export type RevocationFacts = FactsOver<typeof revocationFactDefinitions>;

/** The closed list of facts that rule sets of revocation requests read. */
export const revocationVocabulary: Vocabulary = {
  id: 'revocation-facts/1',
  facts: revocationFactDefinitions,
  contradictions: [],
};

/** Returns what keeps the facts of a request from being complete, or undefined (規則6条15号イ). */
export function revocationFactsProblem(facts: FactSet): string | undefined {
  return vocabularyProblem(facts, revocationVocabulary);
}

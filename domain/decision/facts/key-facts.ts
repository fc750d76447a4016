import { all } from '../condition.ts';
import { BY_CODE, KEY_RECEIVED, SIMULTANEOUS } from '../routes.ts';
import type { FactDefinition } from '../vocabulary.ts';

/** The subscriber's key and the code (規則6条3号の2). */
export const keyFacts = {
  keyBoundInSignedBytes: {
    type: 'boolean',
    from: ['signedText', 'proofOfPossession'],
    room: 'evidence',
    when: SIMULTANEOUS,
  },
  keyParameters: {
    type: 'enum',
    values: ['acceptable', 'tooShort', 'unsupported', 'malformed', 'weak'],
    from: ['proofOfPossession'],
    room: 'evidence',
    when: KEY_RECEIVED,
  },
  proofOfPossession: {
    type: 'enum',
    values: ['valid', 'invalid', 'otherApplication', 'missing'],
    from: ['proofOfPossession'],
    room: 'evidence',
    when: KEY_RECEIVED,
  },
  keySeen: {
    type: 'enum',
    values: ['never', 'sameCase', 'samePerson', 'otherPerson', 'compromised'],
    from: ['keyRegister'],
    room: 'register',
    when: KEY_RECEIVED,
  },
  codeProof: {
    type: 'enum',
    values: ['valid', 'invalid', 'void', 'lapsed', 'locked', 'used'],
    from: ['codeRedemption'],
    room: 'register',
    when: all(BY_CODE, KEY_RECEIVED),
  },
  letterAddress: {
    type: 'enum',
    values: ['verified', 'changed', 'unverified'],
    from: ['jpkiCertificate', 'baseDocument', 'signedText'],
    room: 'evidenceOrChecklist',
    when: BY_CODE,
  },
} as const satisfies Readonly<Record<string, FactDefinition>>;

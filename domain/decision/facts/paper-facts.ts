import { is } from '../condition.ts';
import { ON_PAPER, WITH_OWN_CERTIFICATE } from '../routes.ts';
import type { FactDefinition } from '../vocabulary.ts';

/** Our own certificate as identity (規則5条2項), and paper (規則5条1項1号). */
export const paperFacts = {
  ownCertificateState: {
    type: 'enum',
    values: ['valid', 'expired', 'revoked', 'suspended', 'notAccepted', 'otherIssuer', 'unknown'],
    from: ['ownCertificate'],
    room: 'register',
    when: WITH_OWN_CERTIFICATE,
  },
  ownContent: {
    type: 'enum',
    values: ['same', 'changed'],
    from: ['signedText', 'ownCertificate'],
    room: 'register',
    when: WITH_OWN_CERTIFICATE,
  },
  anchorLimit: {
    type: 'enum',
    values: ['within', 'exceeded', 'unknown'],
    from: ['anchorRecord'],
    room: 'register',
    when: WITH_OWN_CERTIFICATE,
  },
  baseDocument: {
    type: 'enum',
    values: ['accepted', 'expired', 'missing', 'unacceptable'],
    from: ['baseDocument'],
    room: 'checklist',
    when: ON_PAPER,
  },
  baseDocumentMatch: {
    type: 'enum',
    values: ['match', 'explainable', 'differs'],
    from: ['signedText', 'baseDocument'],
    room: 'checklist',
    when: ON_PAPER,
  },
  identityDocument: {
    type: 'enum',
    values: ['accepted', 'expired', 'missing', 'unacceptable'],
    from: ['identityDocument'],
    room: 'checklist',
    when: is('identityRoute', 'paperPresented'),
  },
  sealRegistration: {
    type: 'enum',
    values: ['accepted', 'expired', 'missing', 'sealMismatch'],
    from: ['sealRegistration'],
    room: 'checklist',
    when: is('identityRoute', 'paperSealRegistered'),
  },
  inquiry: {
    type: 'enum',
    values: ['notSent', 'sent', 'repliedYes', 'repliedNo', 'returned', 'expired', 'contradictory'],
    from: ['inquiryReply'],
    room: 'checklist',
    when: is('identityRoute', 'paperInquiry'),
  },
  paperIntent: {
    type: 'enum',
    values: ['signed', 'sealedWithRegistration', 'sealedWithoutRegistration', 'missing'],
    from: ['paperApplication'],
    room: 'checklist',
    when: ON_PAPER,
  },
  paperDataMatch: {
    type: 'enum',
    values: ['match', 'differs', 'notCompared'],
    from: ['paperApplication', 'dataEntry'],
    room: 'checklist',
    when: ON_PAPER,
  },
  myNumberOnCopy: {
    type: 'enum',
    values: ['none', 'present', 'notChecked'],
    from: ['baseDocument', 'identityDocument'],
    room: 'checklist',
    when: ON_PAPER,
  },
  originals: {
    type: 'enum',
    values: ['registered', 'notRegistered'],
    from: ['physicalOriginal'],
    room: 'checklist',
    when: ON_PAPER,
  },
} as const satisfies Readonly<Record<string, FactDefinition>>;

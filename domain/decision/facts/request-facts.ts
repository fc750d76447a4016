import type { FactDefinition } from '../vocabulary.ts';

/** What the text asks for, under which accreditations, and who may decide it. */
export const requestFacts = {
  identityRoute: {
    type: 'enum',
    values: ['jpki', 'ownCertificate', 'paperPresented', 'paperSealRegistered', 'paperInquiry'],
    from: ['signedText'],
    room: 'evidence',
  },
  keyDelivery: {
    type: 'enum',
    values: ['simultaneous', 'code'],
    from: ['signedText'],
    room: 'evidence',
  },
  keyReceived: {
    type: 'boolean',
    from: ['proofOfPossession', 'codeRedemption'],
    room: 'evidence',
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
    room: 'officeWord',
  },
  explanation: {
    type: 'enum',
    values: ['current', 'withinGrace', 'superseded', 'unknown', 'hashMismatch'],
    from: ['signedText', 'explanationText'],
    room: 'evidence',
  },
  explanationShown: {
    type: 'enum',
    values: ['recorded', 'notRecorded'],
    from: ['explanationRecord'],
    room: 'officeWord',
  },
  consent: {
    type: 'enum',
    values: ['given', 'missing'],
    from: ['signedText', 'paperApplication'],
    room: 'evidence',
  },
  accreditationsHeld: {
    type: 'enum',
    values: ['act', 'jpkiItem5', 'both', 'none'],
    from: ['governanceDocument'],
    room: 'register',
  },
  simultaneousOpenUnderAct: {
    type: 'boolean',
    from: ['governanceDocument'],
    room: 'register',
  },
  simultaneousOpenUnderJpkiItem5: {
    type: 'boolean',
    from: ['governanceDocument'],
    room: 'register',
  },
  certificateTypes: {
    type: 'enum',
    values: ['offered', 'notOffered'],
    from: ['signedText', 'governanceDocument'],
    room: 'evidence',
  },
  requestedValidityMonths: {
    type: 'integer',
    from: ['signedText'],
    room: 'evidence',
  },
  proxy: {
    type: 'enum',
    values: ['none', 'declared'],
    from: ['signedText', 'paperApplication'],
    room: 'evidence',
  },
  ageBand: {
    type: 'enum',
    values: ['under15', 'from15to17', 'adult', 'unknown'],
    from: ['jpkiCertificate', 'baseDocument', 'anchorRecord'],
    room: 'evidenceOrChecklist',
  },
  residence: {
    type: 'enum',
    values: ['domestic', 'abroad'],
    from: ['jpkiCertificate', 'baseDocument', 'signedText'],
    room: 'evidenceOrChecklist',
  },
  deathNotice: {
    type: 'enum',
    values: ['none', 'received'],
    from: ['thirdPartyNotice'],
    room: 'officeWord',
  },
  personOnWatch: {
    type: 'enum',
    values: ['none', 'watched'],
    from: ['officerNote'],
    room: 'officeWord',
  },
  samePersonOpenApplications: {
    type: 'integer',
    from: ['personIndex'],
    room: 'officeWord',
  },
  samePersonValidCertificates: {
    type: 'integer',
    from: ['personIndex'],
    room: 'officeWord',
  },
  previousCertificates: {
    type: 'enum',
    values: ['none', 'revokeAfterAcceptance', 'keep'],
    from: ['signedText'],
    room: 'evidence',
  },
  nameMatch: {
    type: 'enum',
    values: ['identical', 'explainable', 'different'],
    from: ['signedText', 'jpkiCertificate', 'ownCertificate', 'baseDocument'],
    room: 'evidenceOrChecklist',
  },
  nameExplanations: {
    type: 'set',
    values: [
      'space',
      'width',
      'variantKanji',
      'variationSelector',
      'compatibilityIdeograph',
      'longVowel',
      'latinCase',
    ],
    from: ['signedText', 'jpkiCertificate', 'ownCertificate', 'baseDocument'],
    room: 'evidenceOrChecklist',
  },
  nameLengthCodePoints: {
    type: 'integer',
    from: ['signedText'],
    room: 'evidence',
  },
  nameCharacters: {
    type: 'enum',
    values: ['ordinary', 'rare', 'privateUse', 'forbidden'],
    from: ['signedText'],
    room: 'evidence',
  },
  minutesSinceReceipt: {
    type: 'integer',
    from: ['caseInputs'],
    room: 'officeWord',
  },
  personsOnThisContact30Days: {
    type: 'integer',
    from: ['contactRecord'],
    room: 'officeWord',
  },
  responsiblePersonOnDuty: {
    type: 'boolean',
    from: ['dutyRoster'],
    room: 'officeWord',
  },
  automaticDecisions: {
    type: 'enum',
    values: ['on', 'off'],
    from: ['stopSwitch'],
    room: 'register',
  },
} as const satisfies Readonly<Record<string, FactDefinition>>;

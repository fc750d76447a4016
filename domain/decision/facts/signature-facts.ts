import { all } from '../condition.ts';
import { BY_SIGNATURE, DEVICE_RECORDED, FROM_AN_APP } from '../routes.ts';
import type { FactDefinition } from '../vocabulary.ts';

/** The electronic signature and the device it was made on (規則5条1項2号、2項). */
export const signatureFacts = {
  signatureContainer: {
    type: 'enum',
    values: ['cms', 'pdf', 'xml', 'unreadable'],
    from: ['signatureContainer'],
    room: 'evidence',
    when: BY_SIGNATURE,
  },
  certificateEncoding: {
    type: 'enum',
    values: ['exact', 'trailingBytes', 'unreadable'],
    from: ['jpkiCertificate', 'ownCertificate'],
    room: 'evidence',
    when: BY_SIGNATURE,
  },
  signature: {
    type: 'enum',
    values: [
      'valid',
      'mismatch',
      'bareHash',
      'digestAsMessage',
      'algorithmNotAllowed',
      'unreadable',
    ],
    from: ['signatureContainer'],
    room: 'evidence',
    when: BY_SIGNATURE,
  },
  deviceEvidence: {
    type: 'enum',
    values: ['attested', 'recorded', 'webPortal', 'missing'],
    from: ['deviceEvidence'],
    room: 'officeWord',
    when: BY_SIGNATURE,
  },
  applicationsFromThisDevice30Days: {
    type: 'integer',
    from: ['deviceEvidence'],
    room: 'officeWord',
    when: all(BY_SIGNATURE, DEVICE_RECORDED),
  },
  personsFromThisDevice30Days: {
    type: 'integer',
    from: ['deviceEvidence'],
    room: 'officeWord',
    when: all(BY_SIGNATURE, DEVICE_RECORDED),
  },
  portalRate: {
    type: 'enum',
    values: ['normal', 'high'],
    from: ['caseInputs', 'governanceDocument'],
    room: 'officeWord',
    when: BY_SIGNATURE,
  },
  appVersion: {
    type: 'enum',
    values: ['approved', 'withdrawn', 'unknown'],
    from: ['deviceEvidence'],
    room: 'officeWord',
    when: FROM_AN_APP,
  },
} as const satisfies Readonly<Record<string, FactDefinition>>;

import type { ProgramName } from '../instance/programs.ts';

/** Every numbered step of the path, by the program that reports it. A test holds the list complete. */
export const STEPS: Readonly<Partial<Record<ProgramName, readonly string[]>>> = {
  portal: ['intake.0-evidence-kept', 'intake.1-received'],
  'office-worker': [
    'case.1-opened',
    'case.2-jlis-asked',
    'case.3-jlis-answered',
    'case.4-evaluated',
    'case.5-certificate-received',
    'book.1-indexed',
    'book.2-published',
    'book.3-settled',
  ],
  'enclave-worker': [
    'issuance.1-gate-passed',
    'room-book.1-committed',
    'room-book.2-published',
    'room-book.3-settled',
    'issuance.2-intended',
    'issuance.3-signed',
    'issuance.4-completed',
    'issuance.5-kept',
  ],
};

/** Steps of other paths: inputs after the application, the end of a case's time, erasure, what is mailed. */
export const OTHER_STEPS: readonly string[] = [
  'decision.0-evidence-kept',
  'decision.1-received',
  'case.0-input-applied',
  'case.6-closed',
  'act.0-assertion-kept',
  'act.1-input-applied',
  'act.2-effective',
  'act.3-names-overwritten',
  'ceremony.1-shares-handed-over',
  'ceremony.2-shares-registered',
  'ceremony.3-pin-changed',
  'ceremony.4-keys-made',
  'ceremony.5-record-kept',
  'reconciliation.1-rooms-figures-kept',
  'reconciliation.2-in-rooms-book',
  'reconciliation.3-figures-kept',
  'reconciliation.4-recorded',
  'erasure.1-begun',
  'erasure.2-in-rooms-book',
  'erasure.3-rooms-key-destroyed',
  'erasure.4-in-offices-book',
  'erasure.5-offices-key-destroyed',
  'links.1-intended',
  'revocation.1-batch-recorded',
  'status.1-list-begun',
  'status.2-list-signed',
  'dispatch.1-mail-handed-over',
  'dispatch.2-notice-sent',
];

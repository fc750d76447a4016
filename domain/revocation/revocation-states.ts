import type { Transition } from '../governance/state-table.ts';

/** The states of a revocation request (規則6条10号から12号). */
export const revocationStates = [
  'received',
  'examining',
  'suspended',
  'granted',
  'recorded',
  'published',
  'refused',
] as const;

/** The state of a revocation request. */
export type RevocationState = (typeof revocationStates)[number];

/** A request in one of these is closed. */
export const finalRevocationStates = [
  'published',
  'refused',
] as const satisfies readonly RevocationState[];

/**
 * The table of revocation requests.
 *
 * A request is recorded before any rule runs, and with the office down by the room; from there on
 * it ends published or refused by a named person, never by time.
 */
export const revocationTransitions: readonly Transition<RevocationState>[] = [
  {
    row: 1,
    from: ['start'],
    event: 'requested',
    by: ['anyone'],
    to: 'received',
    entries: ['office:revocation.requested', 'enclave:revocation.requested'],
    deadlines: ['revocationRequestRecord'],
    told: {
      ja: '失効の請求を受け付けました。',
      en: 'We have received your request for revocation.',
    },
  },
  {
    row: 2,
    from: ['received'],
    event: 'outcomeHolds',
    by: ['machine'],
    to: 'granted',
    entries: ['office:revocation.examined', 'office:revocation.granted'],
    deadlines: ['revocationRecord'],
  },
  {
    // Day and night: the hour runs outside business hours too.
    row: 3,
    from: ['received'],
    event: 'outcomeNotHolding',
    by: ['machine'],
    to: 'examining',
    entries: ['office:revocation.examined', 'office:revocation.callback'],
    deadlines: ['revocationExamine'],
    told: {
      ja: '担当者が確認しています。',
      en: 'A member of our staff is looking at it.',
    },
  },
  {
    row: 4,
    from: ['examining'],
    event: 'suspended',
    by: ['approver'],
    to: 'suspended',
    entries: ['enclave:certificate.suspended'],
    deadlines: ['suspensionDecide'],
    told: {
      ja: '証明書の効力を一時停止しました。確認のご連絡をします。',
      en: 'Your certificate is suspended for now. We will call you to confirm.',
    },
  },
  {
    // An alarm only: a certificate in doubt is not released by time.
    row: 5,
    from: ['suspended'],
    event: 'suspensionTimePassed',
    by: ['machine'],
    to: 'same',
    entries: [],
  },
  {
    // By one or two approvers as the finding says; with the office down by two custodians.
    row: 6,
    from: ['examining', 'suspended'],
    event: 'granted',
    by: ['approver', 'custodian'],
    to: 'granted',
    entries: ['office:revocation.granted', 'enclave:revocation.granted'],
    deadlines: ['revocationRecord'],
  },
  {
    row: 7,
    from: ['received', 'examining'],
    event: 'grantedInEmergency',
    by: ['approver'],
    to: 'granted',
    entries: ['office:revocation.granted'],
    deadlines: ['emergencyConfirm', 'revocationRecord'],
    told: {
      ja: '失効の請求を受け付け、直ちに手続をしています。',
      en: 'We have your request and are acting on it at once.',
    },
  },
  {
    // By another approver; if not confirmed, an incident, and the revocation stands.
    row: 8,
    from: ['granted', 'recorded', 'published'],
    event: 'emergencyConfirmed',
    by: ['approver'],
    to: 'same',
    entries: ['office:revocation.confirmed'],
  },
  {
    row: 9,
    from: ['examining', 'suspended'],
    event: 'refused',
    by: ['approver'],
    to: 'refused',
    entries: ['office:revocation.refused', 'enclave:certificate.released'],
    told: {
      ja: '失効の請求をお受けできませんでした。理由は通知書をご覧ください。',
      en: 'We cannot grant your request. Please read the reason in our notice.',
    },
  },
  {
    row: 10,
    from: ['granted'],
    event: 'recorded',
    by: ['room'],
    to: 'recorded',
    entries: ['enclave:revocation.recorded', 'office:revocation.told'],
    deadlines: ['revocationPublish'],
    told: {
      ja: '証明書の失効を記録しました。',
      en: 'The revocation of your certificate has been recorded.',
    },
  },
  {
    // Published and read back.
    row: 11,
    from: ['recorded'],
    event: 'published',
    by: ['room'],
    to: 'published',
    entries: [
      'enclave:crl.issued',
      'enclave:ocsp.batchSigned',
      'enclave:revocation.published',
      'office:revocation.told',
    ],
    told: {
      ja: '失効の情報を公開しました。',
      en: 'The revocation has been published.',
    },
  },
  {
    row: 12,
    from: ['published'],
    event: 'reasonUpgraded',
    by: ['approver'],
    to: 'same',
    entries: ['enclave:revocation.reasonUpgraded'],
    told: {
      ja: '失効の理由を変更しました。',
      en: 'The reason of the revocation has been changed.',
    },
  },
];

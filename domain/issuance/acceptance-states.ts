import type { Transition } from '../governance/state-table.ts';

/** The states of a certificate from its issue on (RFC 3647 §4.4). */
export const acceptanceStates = ['issued', 'accepted', 'revoked', 'expired'] as const;

/** The state of a certificate from its issue on. */
export type AcceptanceState = (typeof acceptanceStates)[number];

/** A certificate in one of these is of no use any more. */
export const finalAcceptanceStates = [
  'revoked',
  'expired',
] as const satisfies readonly AcceptanceState[];

/**
 * The table of certificates: acceptance, notices, end.
 *
 * A certificate works before its receipt. For keys that subscribers make themselves the receipt is
 * our choice (規則12条1項1号リ asks it for keys that we make), so its lack revokes only by policy.
 */
export const acceptanceTransitions: readonly Transition<AcceptanceState>[] = [
  {
    row: 0,
    from: ['start'],
    event: 'issued',
    by: ['room'],
    to: 'issued',
    entries: ['enclave:issuance.completed'],
    deadlines: ['acceptance', 'acceptanceReminderFirst', 'acceptanceReminderSecond'],
    told: { ja: '電子証明書を発行しました。', en: 'Your certificate has been issued.' },
  },
  {
    row: 1,
    from: ['issued'],
    event: 'receiptReceived',
    by: ['subscriber'],
    to: 'accepted',
    entries: ['office:acceptance.received'],
    told: { ja: '受領を確認しました。', en: 'We have your confirmation of receipt.' },
  },
  {
    row: 2,
    from: ['issued'],
    event: 'reminderDue',
    by: ['machine'],
    to: 'same',
    entries: ['office:acceptance.reminded'],
    told: {
      ja: '受領の確認がまだです。内容をご確認のうえお手続きください。',
      en: 'You have not yet confirmed receipt. Please check the content and confirm it.',
    },
  },
  {
    row: 3,
    from: ['issued'],
    event: 'receiptMissed',
    by: ['machine'],
    to: 'same',
    entries: ['office:acceptance.missed'],
    told: { ja: '受領の確認がありませんでした。', en: 'We had no confirmation of receipt.' },
  },
  {
    // With the policy receiptRequired; the request is recorded, and a person decides it.
    row: 3,
    from: ['issued'],
    event: 'receiptMissedAndRequired',
    by: ['machine'],
    to: 'same',
    entries: ['office:acceptance.missed', 'office:revocation.requested'],
    told: {
      ja: '受領の確認がありませんでした。証明書の失効手続に入ります。',
      en: 'We had no confirmation of receipt. We are beginning to revoke the certificate.',
    },
  },
  {
    row: 4,
    from: ['accepted'],
    event: 'expiryNear',
    by: ['machine'],
    to: 'same',
    entries: ['office:notice.sent'],
    told: {
      ja: '証明書の有効期限が近づいています。',
      en: 'Your certificate will soon expire.',
    },
  },
  {
    row: 5,
    from: ['issued', 'accepted'],
    event: 'revocationRecorded',
    by: ['room'],
    to: 'revoked',
    entries: ['enclave:revocation.recorded'],
  },
  {
    // The status follows from notAfter; nothing is written but the notice.
    row: 6,
    from: ['issued', 'accepted'],
    event: 'expired',
    by: ['machine'],
    to: 'expired',
    entries: [],
    told: {
      ja: '証明書の有効期間が満了しました。',
      en: 'Your certificate has expired.',
    },
  },
];

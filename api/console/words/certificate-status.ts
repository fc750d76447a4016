import type { Said } from './said.ts';

/** One certificate: what it is, and whether it is good now. */
export const certificateStatus = {
  title: { ja: '証明書', en: 'Certificate' },
  standing: {
    good: { ja: '有効', en: 'Good' },
    suspended: { ja: '一時停止中', en: 'Suspended' },
    beingRevoked: { ja: '失効を記録中', en: 'Being revoked' },
    revoked: { ja: '失効', en: 'Revoked' },
    expired: { ja: '期間満了', en: 'Expired' },
  },
  sentence: {
    good: {
      ja: 'この証明書は有効です。失効も一時停止もしていません。',
      en: 'This certificate is good: neither revoked nor suspended.',
    },
    suspended: {
      ja: 'この証明書は一時停止中です。請求を決めるまで続きます。',
      en: 'This certificate is suspended until its request is decided.',
    },
    beingRevoked: {
      ja: '失効を決めました。認証設備室が記録しています。',
      en: 'Its revocation is granted. The room is recording it.',
    },
    revoked: {
      ja: 'この証明書は失効しました。元に戻せません。',
      en: 'This certificate is revoked. That cannot be undone.',
    },
    expired: {
      ja: '有効期間が満了しました。失効の必要はありません。',
      en: 'Its validity has ended. There is nothing to revoke.',
    },
  },
  source: {
    ja: '登録業務の記録による状態です。外への回答はOCSPとCRLです。',
    en: 'By the records of the office. What relying parties see is OCSP and CRL.',
  },
  birthDate: { ja: '生年月日', en: 'Date of birth' },
  kind: { ja: '種類', en: 'Kind' },
  nameErased: { ja: '名義人は読めません', en: 'Holder cannot be read' },
  requests: { ja: '失効の請求', en: 'Requests for revocation' },
  noRequests: { ja: '失効の請求はありません。', en: 'Nobody has asked for its revocation.' },
  revoke: { ja: 'この証明書の失効の請求を受ける', en: 'Take a request for its revocation' },
  emergency: { ja: '緊急に失効する', en: 'Revoke at once' },
  receiptMissed: {
    ja: '受領の確認がないまま期限を過ぎました。失効の手続が要ります。',
    en: 'Its receipt was not confirmed in time. Its revocation has to be asked for.',
  },
  receiptRevoke: { ja: '受領なしとして請求を記録する', en: 'Record a request for that ground' },
  several: (count: number): Said => ({
    ja: `この番号の証明書が${count}件あります。発行者の鍵を見てください。`,
    en: `${count} certificates have this number. Look at the issuer key.`,
  }),
} as const;

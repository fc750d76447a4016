import type { Template } from './template.ts';

const version = '2026-12-02';

/** Notices about revocations. Never edited: a change is another version in a file of its own. */
export const templates20261202: readonly Template[] = [
  {
    id: 'revocationSuspended',
    version,
    values: {},
    subject: { ja: '証明書の効力を一時停止しました', en: 'Your certificate is suspended for now' },
    body: {
      ja: '証明書の効力を一時停止しました。確認のご連絡をします。\nお心当たりのない場合も、ご連絡をお待ちください。',
      en: 'Your certificate is suspended for now.\nWe will call you to confirm.',
    },
  },
  {
    id: 'revocationRecorded',
    version,
    values: {},
    subject: {
      ja: '証明書の失効を記録しました',
      en: 'The revocation of your certificate has been recorded',
    },
    body: {
      ja: '証明書の失効を記録しました。失効は取り消せません。\n失効の情報を公開しましたら、あらためてお知らせします。',
      en: 'The revocation of your certificate has been recorded. It cannot be undone.\nWe will tell you once it is published.',
    },
  },
  {
    id: 'revocationPublished',
    version,
    values: {},
    subject: { ja: '失効の情報を公開しました', en: 'The revocation has been published' },
    body: {
      ja: '証明書の失効の情報を公開しました。\nこの証明書は、もう使えません。',
      en: 'The revocation of your certificate has been published.\nIt can no longer be used.',
    },
  },
  {
    id: 'revocationRefused',
    version,
    values: { letter: 'letter' },
    subject: { ja: '失効の請求の結果のお知らせ', en: 'The result of your request for revocation' },
    body: {
      ja: '失効の請求をお受けできませんでした。\n\n{letter}',
      en: 'We cannot grant your request for revocation. The letter above says why.',
    },
  },
  {
    id: 'revocationReasonUpgraded',
    version,
    values: {},
    subject: {
      ja: '失効の理由を変更しました',
      en: 'The reason of the revocation has been changed',
    },
    body: {
      ja: '証明書の失効の理由を、鍵が他人に使われるおそれに改めました。',
      en: 'The reason of the revocation of your certificate is now that the key may be used by somebody else.',
    },
  },
];

import type { Told } from '../governance/state-table.ts';

/** What applicants are told of their application, in the words the portal shows and mails. */
export const told = {
  received: { ja: '申込みを受け付けました。', en: 'We have received your application.' },
  notReceived: {
    ja: '申込みを受け取れませんでした。表示された理由をご確認ください。',
    en: 'We could not take your application. Please see the reason shown.',
  },
  checking: { ja: '申込みの内容を確認しています。', en: 'We are checking your application.' },
  approved: { ja: '申込みを承認しました。', en: 'Your application has been approved.' },
  review: {
    ja: '担当者が内容を確認しています。',
    en: 'A member of our staff is looking at your application.',
  },
  waiting: {
    ja: '外部機関の確認を待っています。お手続きは不要です。',
    en: 'We are waiting for confirmation from an outside body. You need not do anything.',
  },
  inquiring: {
    ja: 'ご本人あてに照会書を郵便でお送りします。お受け取りのうえご返送ください。',
    en: 'We are sending you an inquiry by post. Please take it in person and send it back.',
  },
  returned: {
    ja: '申込書に直していただく点があります。内容をご確認ください。',
    en: 'Something in your application needs correction. Please see what it is.',
  },
  corrected: {
    ja: '直した申込書（書類）を受け付けました。',
    en: 'We have received your corrected application (documents).',
  },
  rejected: {
    ja: '申込みをお受けできませんでした。理由は通知書をご覧ください。',
    en: 'We cannot accept your application. Please read the reason in our notice.',
  },
  lapsedUnanswered: {
    ja: '期限までにお返事がなかったため、申込みは終了しました。',
    en: 'We had no answer in time, so your application has ended.',
  },
  lapsedCode: {
    ja: '利用者識別符号の期限が切れ、申込みは終了しました。',
    en: 'Your code has lapsed and your application has ended.',
  },
  lapsed: {
    ja: '期限が過ぎたため、申込みは終了しました。',
    en: 'The time allowed has passed, so your application has ended.',
  },
  keyDelivery: {
    ja: '利用者識別符号を郵便でお送りします。',
    en: 'We are sending you a code by post.',
  },
  keyReceived: {
    ja: '公開鍵を受け取りました。電子証明書を発行しています。',
    en: 'We have received your public key. Your certificate is being issued.',
  },
  issuing: { ja: '電子証明書を発行しています。', en: 'Your certificate is being issued.' },
  takingTime: { ja: '確認にお時間をいただいています。', en: 'Our checks are taking some time.' },
  issued: { ja: '電子証明書を発行しました。', en: 'Your certificate has been issued.' },
  withdrawn: {
    ja: '申込みの取下げを受け付けました。',
    en: 'We have received the withdrawal of your application.',
  },
  withdrawnTooLate: {
    ja: '発行の手続中のため、発行後すぐに失効の手続をします。',
    en: 'Your certificate is being issued; we will revoke it as soon as it is.',
  },
} as const satisfies Readonly<Record<string, Told>>;

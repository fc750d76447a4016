import type { Template } from './template.ts';

const version = '2026-12-01';

/** The notices of the first version. Never edited: a change is another version in a file of its own. */
export const templates20261201: readonly Template[] = [
  {
    id: 'received',
    version,
    values: {},
    subject: { ja: '申込みを受け付けました', en: 'We have received your application' },
    body: {
      ja: '電子証明書の利用申込みを受け付けました。\n内容を確認し、結果をお知らせします。',
      en: 'We have received your application for a certificate.\nWe are checking it and will tell you the result.',
    },
  },
  {
    id: 'corrected',
    version,
    values: {},
    subject: { ja: '直した申込書を受け付けました', en: 'We have received your correction' },
    body: {
      ja: '直していただいた申込書を受け付けました。\n内容を確認し、結果をお知らせします。',
      en: 'We have received your corrected application.\nWe are checking it and will tell you the result.',
    },
  },
  {
    id: 'returned',
    version,
    values: { answerBy: 'day', letter: 'letter' },
    subject: { ja: '申込書を直してください', en: 'Please correct your application' },
    body: {
      ja: '申込書に直していただく点があります。\n{answerBy}までにお返事がないときは、申込みは終了します。\n\n{letter}',
      en: 'Something in your application needs correction; the letter above says what.\nIf we have no answer by {answerBy}, the application ends.',
    },
  },
  {
    id: 'rejected',
    version,
    values: { letter: 'letter' },
    subject: { ja: '申込みの結果のお知らせ', en: 'The result of your application' },
    body: {
      ja: '申込みをお受けできませんでした。\n\n{letter}',
      en: 'We cannot accept your application. The letter above says why.',
    },
  },
  {
    id: 'withdrawn',
    version,
    values: {},
    subject: { ja: '申込みの取下げを受け付けました', en: 'Your application is withdrawn' },
    body: {
      ja: '申込みの取下げを受け付けました。\nお心当たりのない場合は、すぐに受付窓口へご連絡ください。',
      en: 'Your application has been withdrawn.\nIf this was not your wish, please tell the portal at once.',
    },
  },
  {
    id: 'lapsed',
    version,
    values: {},
    subject: { ja: '申込みは終了しました', en: 'Your application has ended' },
    body: {
      ja: '期限が過ぎたため、申込みは終了しました。\n電子証明書が必要なときは、あらためてお申し込みください。',
      en: 'The time allowed has passed, so your application has ended.\nPlease apply again if you need a certificate.',
    },
  },
  {
    id: 'keyDelivery',
    version,
    values: {},
    subject: { ja: '利用者識別符号を郵送します', en: 'Your code comes by post' },
    body: {
      ja: '利用者識別符号を、本人限定受取郵便でお送りします。\n届いたら、30日以内にお手続きください。符号を人に教えないでください。',
      en: 'We are sending you a code by registered post.\nPlease use it within 30 days of posting, and tell it to nobody.',
    },
  },
  {
    id: 'codePosted',
    version,
    values: { lapsesAt: 'day' },
    subject: { ja: '利用者識別符号を発送しました', en: 'Your code has been posted' },
    body: {
      ja: '利用者識別符号を発送しました。\n{lapsesAt}までにお手続きください。',
      en: 'We have posted your code.\nPlease use it by {lapsesAt}.',
    },
  },
  {
    id: 'codeReminder',
    version,
    values: { lapsesAt: 'day' },
    subject: { ja: '利用者識別符号のお手続き', en: 'Please use your code' },
    body: {
      ja: '利用者識別符号のお手続きがまだです。\n{lapsesAt}を過ぎると、符号は使えなくなります。',
      en: 'You have not used your code yet.\nIt cannot be used after {lapsesAt}.',
    },
  },
  {
    id: 'codeReturned',
    version,
    values: {},
    subject: { ja: '郵便物が当方に戻りました', en: 'Our letter came back' },
    body: {
      ja: '利用者識別符号の郵便物が当方に戻りました。この符号は使えません。\nご住所を、受付窓口でご確認ください。',
      en: 'The letter with your code came back to us, and the code cannot be used.\nPlease check your address with the portal.',
    },
  },
  {
    id: 'codeLapsed',
    version,
    values: {},
    subject: { ja: '利用者識別符号の期限切れ', en: 'Your code has lapsed' },
    body: {
      ja: '利用者識別符号の期限が切れました。\n続けるときは、受付窓口へご連絡ください。',
      en: 'Your code has lapsed.\nTo go on, please ask the portal.',
    },
  },
  {
    id: 'codeLocked',
    version,
    values: {},
    subject: { ja: '利用者識別符号を止めました', en: 'Your code is locked' },
    body: {
      ja: '入力の誤りが続いたため、利用者識別符号は使えなくなりました。\nお心当たりのない場合は、すぐに受付窓口へご連絡ください。',
      en: 'After too many wrong entries your code can no longer be used.\nIf they were not yours, please tell the portal at once.',
    },
  },
  {
    id: 'issued',
    version,
    values: { acceptBy: 'day' },
    subject: { ja: '電子証明書を発行しました', en: 'Your certificate has been issued' },
    body: {
      ja: '電子証明書を発行しました。\n記載の内容を確かめ、{acceptBy}までに受領の手続をしてください。\nお心当たりのない場合は、すぐに受付窓口へご連絡ください。',
      en: 'Your certificate has been issued.\nPlease see that what it says is right, and confirm its receipt by {acceptBy}.\nIf you did not ask for it, please tell the portal at once.',
    },
  },
  {
    id: 'accepted',
    version,
    values: {},
    subject: { ja: '受領を確認しました', en: 'We have your receipt' },
    body: {
      ja: '電子証明書の受領を確認しました。ありがとうございました。',
      en: 'We have received your receipt of the certificate. Thank you.',
    },
  },
  {
    id: 'acceptanceReminder',
    version,
    values: { acceptBy: 'day' },
    subject: { ja: '受領の手続がまだです', en: 'Please confirm the receipt' },
    body: {
      ja: '電子証明書の受領の確認がまだです。\n内容を確かめ、{acceptBy}までにお手続きください。',
      en: 'You have not confirmed the receipt of your certificate.\nPlease see what it says, and confirm by {acceptBy}.',
    },
  },
  {
    id: 'acceptanceMissed',
    version,
    values: {},
    subject: { ja: '受領の確認がありませんでした', en: 'We have no receipt from you' },
    body: {
      ja: '電子証明書の受領の確認がありませんでした。\n受付窓口でお手続きの状況をご確認ください。',
      en: 'We have no receipt of your certificate from you.\nPlease see the portal for what follows.',
    },
  },
  {
    id: 'acceptanceMissedAndRequired',
    version,
    values: {},
    subject: {
      ja: '証明書の失効手続に入ります',
      en: 'We are beginning to revoke your certificate',
    },
    body: {
      ja: '電子証明書の受領の確認がありませんでした。\nそのため、証明書の失効手続に入ります。\n受け取られた場合は、すぐに受付窓口へご連絡ください。',
      en: 'We have no receipt of your certificate from you.\nSo we are beginning to revoke it.\nIf you have received it, please tell the portal at once.',
    },
  },
  {
    id: 'expired',
    version,
    values: { notAfter: 'day' },
    subject: { ja: '電子証明書の期限が満了しました', en: 'Your certificate has expired' },
    body: {
      ja: '電子証明書の有効期間が{notAfter}に満了しました。\nこの電子証明書では、もう署名できません。\n続けてお使いになるときは、新しくお申し込みください。',
      en: 'Your certificate expired on {notAfter}.\nIt can sign nothing any more.\nPlease apply for a new one if you want to go on.',
    },
  },
  {
    id: 'expiring',
    version,
    values: { notAfter: 'day' },
    subject: { ja: '電子証明書の期限が近づいています', en: 'Your certificate expires soon' },
    body: {
      ja: '電子証明書の有効期限が近づいています。期限は{notAfter}です。\n続けてお使いになるときは、新しくお申し込みください。',
      en: 'Your certificate expires on {notAfter}.\nPlease apply for a new one if you want to go on.',
    },
  },
];

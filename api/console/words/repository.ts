import type { Said } from './said.ts';

/** The public page of the repository. */
export const repository = {
  title: { ja: 'リポジトリ', en: 'Repository' },
  lead: {
    ja: '電子署名を確かめる人のためのページです。認証局の証明書を、だれでも無料で取れます。',
    en: 'For everyone who verifies an electronic signature. The CA certificates are free to take.',
  },
  certificates: { ja: '認証局の証明書', en: 'CA certificates' },
  none: {
    ja: '認証局の証明書は、まだ公開していません。',
    en: 'No CA certificate has been published yet.',
  },
  noneNext: {
    ja: '鍵を作る手続が終わると、ここに出ます。',
    en: 'It will stand here once the key ceremony has been held.',
  },
  states: {
    valid: { ja: '有効期間内', en: 'In its validity' },
    notYet: { ja: '有効期間の前', en: 'Not yet valid' },
    past: { ja: '有効期間が終わった', en: 'Expired' },
  },
  organization: { ja: '運営者', en: 'Operator' },
  validity: { ja: '有効期間', en: 'Validity' },
  until: (from: string, to: string): Said => ({
    ja: `${from} から ${to} まで`,
    en: `${from} to ${to}`,
  }),
  key: { ja: '鍵と署名', en: 'Key and signature' },
  keyId: { ja: '鍵識別子', en: 'Key identifier' },
  fingerprint: { ja: 'SHA-256 指紋', en: 'SHA-256 fingerprint' },
  compare: {
    ja: '指紋は、ほかの手段で受け取った値と見比べてください。このページの指紋だけで信じないでください。',
    en: 'Compare a fingerprint with one you got in another way. Do not trust it by this page alone.',
  },
  development: {
    ja: '開発環境の見本です。この証明書を信頼の起点にしないでください。',
    en: 'A sample of a development system. Do not put this certificate into a trust store.',
  },
  notFound: { ja: 'この番地のファイルは公開していません。', en: 'No such file is published.' },
  toStart: { ja: 'リポジトリの初めへ', en: 'To the repository' },
} as const;

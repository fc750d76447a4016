import type { Said } from './said.ts';

/** The row about lists and answers: can everybody learn what is revoked? */
export const morningStatus = {
  name: { ja: 'CRL・OCSP', en: 'CRL and OCSP' },
  none: {
    ja: '失効リストの公開を、まだ聞いていません。',
    en: 'The office has heard of no revocation list yet.',
  },
  good: (keys: number): Said => ({
    ja: `失効リストは公開済みです(発行者鍵${keys})。`,
    en: `Revocation lists are published (issuer keys: ${keys}).`,
  }),
  answers: {
    ja: 'OCSPの答えは、外からの監視が見ています。',
    en: 'OCSP answers are looked at by the watcher outside.',
  },
  late: {
    ja: '失効リストの有効期間の半分が過ぎました。',
    en: 'Half of the time of the newest revocation list is over.',
  },
  ended: {
    ja: '失効リストの有効期間が終わりました。',
    en: 'The newest revocation list has ended.',
  },
  next: {
    ja: '部屋で二人が手で発行できます(toroku crl)。',
    en: 'Two custodians can make one by hand in the room (toroku crl).',
  },
} as const;

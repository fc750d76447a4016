import type { massRevokers } from '../../../domain/revocation/mass-revocation.ts';
import type { Said } from './said.ts';

/** Words about a mass revocation in the pages of acts. */
export const massRevocationWords = {
  listed: { ja: '失効させる証明書', en: 'Certificates to revoke' },
  certificates: (n: number): Said => ({
    ja: `証明書${n}件の失効`,
    en: n === 1 ? 'Revocation of one certificate' : `Revocation of ${n} certificates`,
  }),
  toProgress: { ja: '進み具合を見る', en: 'See how far it is' },
  by: { ja: '行う者', en: 'Done by' },
  revokers: {
    office: {
      ja: '事務室（このシステムが順に行う）',
      en: 'The office: this system, one after the other',
    },
    room: { ja: '認証設備室（鍵の保管者が行う）', en: 'The room: custodians' },
  } satisfies Readonly<Record<(typeof massRevokers)[number], Said>>,
  reason: { ja: '失効の理由', en: 'Reason' },
  list: { ja: '失効させる証明書の一覧', en: 'List of certificates' },
  listHint: {
    ja: '1行に1件。発行者の鍵の識別子、番号、指紋。',
    en: 'One a line: issuer key, serial number and fingerprint, in hexadecimal.',
  },
  badLines: (lines: readonly number[]): Said => {
    const shown = lines.slice(0, 10).join(', ');
    const more = lines.length > 10 ? ' …' : '';
    return {
      ja: `証明書として読めない行があります：${shown}${more}。記録していません。`,
      en: `Nothing was recorded: these lines are no certificates: ${shown}${more}.`,
    };
  },
};

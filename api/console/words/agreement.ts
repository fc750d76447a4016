import type { Said } from './said.ts';

/** Whether two people can agree about access, on 朝の点検. */
export const agreement = {
  name: { ja: '二者の承認', en: 'Acts of two' },
  enough: (persons: number): Said => ({
    ja: `担当者と入る手段を承認できる人は${persons}人です。`,
    en: `${persons} people can agree on who may come in.`,
  }),
  tooFew: (persons: number): Said => ({
    ja: `担当者と入る手段を承認できる人が二人に足りません(いま${persons}人)。だれの登録も、ロックの解除もできません。`,
    en: `Fewer than two people can agree on who may come in (now ${persons}). Nobody can be registered or let in again.`,
  }),
  locked: (persons: number): Said => ({
    ja: `ロックされて入れない人が${persons}人います。`,
    en: persons === 1 ? '1 of them is locked out.' : `${persons} of them are locked out.`,
  }),
  nobody: {
    ja: 'この画面からは直せません。データベースの管理者に知らせてください。案件の決定と発行は続けられます。',
    en: 'No page can mend it: tell whoever owns the database. Cases are decided and issued as before.',
  },
  next: {
    ja: '一人でも入れなくなると直せません。もう一人、システム管理者か責任を有する者がパスキーを持つようにしてください。',
    en: 'If one of them cannot come in, nobody can mend it. Let one more administrator or responsible person have a passkey.',
  },
  open: { ja: '担当者のページ', en: 'Page of people' },
} as const;

import type { Said } from './said.ts';

/** 当番: who is 責任を有する者 now, taking and leaving duty. */
export const duty = {
  title: { ja: '当番(責任を有する者)', en: 'Duty (responsible person)' },
  heading: { ja: '責任を有する者', en: 'Responsible person' },
  lead: {
    ja: '自動決定は、当番の責任を有する者の責任で行われます(規則12条1項1号ニ)。',
    en: 'The machine decides under the responsible person on duty (Ordinance, Art. 12(1)(i)(d)).',
  },
  nobody: {
    ja: 'いまは誰もいません。',
    en: 'Nobody is on duty.',
  },
  nobodyNext: {
    ja: '誰かが就くまで、自動決定は止まり、申込みは人の審査に来ます。',
    en: 'Until somebody is, the machine approves nothing, and applications come to a person.',
  },
  since: { ja: 'から', en: 'since' },
  forLong: (duration: Said): Said => ({ ja: `${duration.ja}経過`, en: `for ${duration.en}` }),
  you: { ja: 'あなたです。', en: 'It is you.' },
  take: { ja: '当番に就く', en: 'Take duty' },
  takeOver: { ja: '当番を引き継ぐ', en: 'Take duty over' },
  takeOverNote: (name: string): Said => ({
    ja: `${name}の当番はその時刻に終わり、切れ目なくあなたに移ります。`,
    en: `The duty of ${name} ends at that instant, and yours begins without a gap.`,
  }),
  leave: { ja: '当番を離れる', en: 'Leave duty' },
  leaveNote: {
    ja: '離れると、次の人が就くまで自動決定が止まります。次の人が「引き継ぐ」を押せば止まりません。',
    en: 'Once you leave, the machine approves nothing until somebody takes duty. If the next person takes it over, nothing stops.',
  },
  open: { ja: '当番のページ', en: 'Duty page' },
  session: {
    ja: 'サインインしていれば就けます。パスキーの確認は要りません。帳簿に1件残ります。',
    en: 'Being signed in is enough; no passkey is asked for. An entry goes into the book.',
  },
  who: (names: string): Said => ({
    ja: `就ける人: ${names}`,
    en: `Who may take it: ${names}`,
  }),
  nobodyMay: {
    ja: '就ける人は登録されていません。',
    en: 'Nobody is registered who may take it.',
  },
  said: {
    taken: {
      ja: '当番に就きました。帳簿に記録しました。',
      en: 'You are on duty. It is in the book.',
    },
    left: {
      ja: '当番を離れました。帳簿に記録しました。いまは誰も当番ではありません。',
      en: 'You have left duty. It is in the book. Nobody is on duty now.',
    },
    roleRequired: {
      ja: '当番には、責任を有する者だけが就けます。何も記録していません。',
      en: 'Only a responsible person takes duty. Nothing was recorded.',
    },
    alreadyYours: {
      ja: 'すでにあなたが当番です。何も記録していません。',
      en: 'You are on duty already. Nothing was recorded.',
    },
    othersTurn: {
      ja: 'その間に当番が変わりました。何も記録していません。いまの当番を確かめてください。',
      en: 'Duty has changed meanwhile. Nothing was recorded. See who is on duty now.',
    },
    notOnDuty: {
      ja: 'あなたは当番ではありません。何も記録していません。',
      en: 'You are not on duty. Nothing was recorded.',
    },
  },
  history: {
    title: { ja: 'これまでの当番', en: 'Duty so far' },
    note: (count: number): Said => ({ ja: `新しい順に${count}件`, en: `Newest ${count}` }),
    name: { ja: '責任を有する者', en: 'Responsible person' },
    from: { ja: 'から', en: 'From' },
    until: { ja: 'まで', en: 'Until' },
    length: { ja: '長さ', en: 'Length' },
    gap: (duration: Said): Said => ({
      ja: `誰もいない ${duration.ja}`,
      en: `Nobody for ${duration.en}`,
    }),
    runs: { ja: '当番中', en: 'on duty' },
    empty: { ja: 'まだ誰も当番に就いていません。', en: 'Nobody has been on duty yet.' },
  },
  banner: {
    what: {
      ja: '今日の責任を有する者がいません。',
      en: 'Nobody is on duty as the responsible person.',
    },
    next: {
      ja: '自動決定は止まっています。就ける人は「当番に就く」を押してください。',
      en: 'Automatic decisions have stopped. If you may, take duty.',
    },
  },
} as const;

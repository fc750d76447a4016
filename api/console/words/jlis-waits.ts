import type { Said } from './said.ts';

/** Cases that wait for J-LIS and that staff have to look at. */
export const jlisWaits = {
  long: (count: number): Said => ({
    ja: `J-LISの回答を10日を超えて待っている申込みが${count}件あります。`,
    en:
      count === 1
        ? '1 application has waited for J-LIS for more than 10 days.'
        : `${count} applications have waited for J-LIS for more than 10 days.`,
  }),
  odd: (count: number): Said => ({
    ja: `J-LISの回答として受け取れない回答があった申込みが${count}件あります。`,
    en:
      count === 1
        ? '1 application had an answer that cannot be one of J-LIS.'
        : `${count} applications had an answer that cannot be one of J-LIS.`,
  }),
  next: {
    ja: '30日で申込みは終了します。管理者と原因を確かめ、申込者への連絡を考えてください。',
    en: 'They lapse after 30 days. Look for the cause with an administrator, and think of telling the applicants.',
  },
  oddNext: {
    ja: 'だれも承認できません。管理者に、すぐ知らせてください。',
    en: 'Nobody can approve. Tell an administrator at once.',
  },
  open: { ja: '待っている申込み', en: 'Applications that wait' },
} as const;

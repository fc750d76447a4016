import type { Said } from './said.ts';

/** What to do next where an act, or what somebody sent about one, has no effect; by the code that says why. */
export const actNextSteps: Readonly<Record<string, Said>> = {
  switchTurnedSince: {
    ja: 'いまの停止の理由を「停止スイッチ」で確かめてください。再開してよければ、新しく提案してください。',
    en: 'Look under "Stop switches" why it is stopped now, and propose anew if it may go on.',
  },
  nameUnreadable: {
    ja: 'この提案は取りやめて、氏名を入れて新しく提案してください。繰り返すときは、番号をシステム管理者に伝えてください。',
    en: 'Refuse this act and propose it anew with the name. If it happens again, tell an administrator its number.',
  },
  officerUnknown: {
    ja: '「担当者」で番号を確かめてください。まだいない人は、先に担当者として提案してください。',
    en: 'Look up the id under "People". Somebody who is not there is proposed as an officer first.',
  },
  officerHasRoles: {
    ja: '辞めた人なら、先に「担当者と役割」で役割をすべてなくしてください。',
    en: 'If the person has left, take all roles away first, under "Officer and roles".',
  },
  nameNeeded: {
    ja: 'その申込みの連鎖が保存期間を過ぎて消去されたあとで、新しく提案してください。',
    en: 'Propose it anew once the chains of those cases were erased, after their time.',
  },
  nothingToChange: {
    ja: '「担当者」「登録用端末」「受付窓口」で、いまの状態を確かめてください。番号が違ったときは、新しく提案してください。',
    en: 'Look under "People", "Terminals" or "Portals" how it stands. If the id was another, propose anew.',
  },
  identityTaken: {
    ja: '一度結んだ利用者は、解いたあとも、もう結べません。別の利用者で、新しく提案してください。',
    en: 'An identity is mapped once, also after it was withdrawn. Propose anew with another.',
  },
  switchIsOn: { ja: 'することはありません。', en: 'There is nothing to do.' },
};

/** Where no step of its own is known. */
export const proposeAnew: Said = {
  ja: 'まだ必要なら、新しく提案してください。',
  en: 'Propose it anew if it is still needed.',
};

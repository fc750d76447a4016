import type { Said } from './said.ts';

/** What to do next where an act, or what somebody sent about one, has no effect; by the code that says why. */
export const actNextSteps: Readonly<Record<string, Said>> = {
  switchTurnedSince: {
    ja: 'いまの停止の理由を「停止スイッチ」で確かめ、再開してよければ、新しく提案してください。',
    en: 'Look under "Stop switches" why it is stopped now, and propose anew if it may go on.',
  },
  switchIsOn: { ja: 'することはありません。', en: 'There is nothing to do.' },
};

/** Where no step of its own is known. */
export const proposeAnew: Said = {
  ja: 'まだ必要なら、新しく提案してください。',
  en: 'Propose it anew if it is still needed.',
};

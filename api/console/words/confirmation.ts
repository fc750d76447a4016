import type { Said } from './said.ts';

/** Confirming with a passkey what changes a way in. */
export const confirmation = {
  software: ({ ja, en }: Said): Said => ({
    ja: `${ja}(開発用のパスキーで確かめる)`,
    en: `${en} (confirmed by the passkey for development)`,
  }),
  none: {
    ja: '確かめるためのパスキーがないため、ここではできません。最初のパスキーは、二人の承認と番号で作ります。',
    en: 'You have no passkey to confirm with, so this is not open to you. The first one takes two people and a code.',
  },
  toEnrolment: { ja: '番号で最初のパスキーを作る', en: 'Make your first passkey with a code' },
} as const;

import { countText } from '../count.ts';
import type { Said } from './said.ts';

/** What the morning check says of requests for revocation that nobody has decided. */
export const revocations = {
  name: { ja: '失効の請求', en: 'Requests for revocation' },
  good: { ja: '決めていない請求はありません。', en: 'None waits for a decision.' },
  some: (count: number): Said => ({
    ja: `決めていない請求が${countText(count)}件。`,
    en: `${countText(count)} wait for a decision.`,
  }),
  late: (count: number): Said => ({
    ja: `1時間を過ぎたものが${countText(count)}件。`,
    en: `${countText(count)} of them are past their hour.`,
  }),
  next: {
    ja: '決める画面はまだありません。責任者に知らせてください。',
    en: 'There is no page to decide them yet. Tell whoever is responsible.',
  },
  limit: { ja: '1時間', en: '1 hour' },
} as const;

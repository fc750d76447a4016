import { countText } from '../count.ts';
import type { Said } from './said.ts';

/** What the morning check says of certificates whose receipt nobody confirmed. */
export const missedReceipts = {
  name: { ja: '受領の確認', en: 'Receipts' },
  good: { ja: '期限を過ぎたものはありません。', en: 'None is past its deadline.' },
  missed: (count: number): Said => ({
    ja: `45日を過ぎて確認のないものが${countText(count)}件。`,
    en: `${countText(count)} not confirmed within 45 days.`,
  }),
  required: (count: number): Said => ({
    ja: `失効を求めるべきものが${countText(count)}件。`,
    en: `${countText(count)} of them have to be revoked by policy.`,
  }),
  next: {
    ja: '失効の請求を、職権で記録してください。',
    en: 'Record a request for revocation on our own motion.',
  },
  open: { ja: '請求を記録する', en: 'Record a request' },
} as const;

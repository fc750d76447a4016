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
  next: { ja: '夜でも、承認者が決めます。', en: 'An approver decides them, at night too.' },
  open: { ja: '請求を見る', en: 'Show the requests' },
  limit: { ja: '1時間', en: '1 hour' },
} as const;

/** What it says of revocations by one person that await a second. */
export const confirmations = {
  name: { ja: '緊急の失効の事後確認', en: 'Confirmation of emergencies' },
  good: { ja: '事後確認を待つ失効はありません。', en: 'No revocation awaits a second person.' },
  some: (count: number, time: string): Said => ({
    ja: `事後確認を待つ失効が${countText(count)}件。最初の期限 ${time}`,
    en: `${countText(count)} await a second person, the first by ${time}.`,
  }),
  late: (count: number): Said => ({
    ja: `60分を過ぎたものが${countText(count)}件。失効は有効です。`,
    en: `${countText(count)} are past their 60 minutes. The revocation stands.`,
  }),
  denied: (count: number): Said => ({
    ja: `認められなかったものが${countText(count)}件。事故として扱います。`,
    en: `${countText(count)} were not confirmed. They are incidents.`,
  }),
  open: { ja: '事後確認をする', en: 'Confirm' },
  list: { ja: '一覧を見る', en: 'Show the list' },
  limit: { ja: '60分', en: '60 minutes' },
} as const;

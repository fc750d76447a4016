import { countText } from '../count.ts';
import type { Said } from './said.ts';

/** The list of requests for revocation. */
export const revocationList = {
  title: { ja: '失効', en: 'Revocation' },
  heading: { ja: '失効の請求', en: 'Requests for revocation' },
  views: { ja: '請求の見方', en: 'Views of the requests' },
  open: { ja: '動いている', en: 'Open' },
  over: { ja: '終わった', en: 'Closed' },
  view: {
    undecided: { ja: '決めていない', en: 'Undecided' },
    confirm: { ja: '事後確認を待つ', en: 'To be confirmed' },
    underWay: { ja: '記録と公開を待つ', en: 'Being carried out' },
    closed: { ja: '終わった請求', en: 'Closed requests' },
  },
  empty: {
    undecided: { ja: '決めていない請求はありません。', en: 'No request awaits a decision.' },
    confirm: {
      ja: '事後確認を待つ緊急の失効はありません。',
      en: 'No emergency revocation awaits a second person.',
    },
    underWay: {
      ja: '記録や公開を待つ失効はありません。',
      en: 'No revocation is being carried out.',
    },
    closed: { ja: '終わった請求はまだありません。', en: 'No request has been closed yet.' },
  },
  counted: (count: number): Said => ({
    ja: `${countText(count)}件`,
    en: count === 1 ? '1 request' : `${countText(count)} requests`,
  }),
  byDeadline: { ja: '期限の早い順', en: 'Nearest deadline first' },
  newest: { ja: '終わりの新しい順', en: 'Last closed first' },
  refresh: { ja: '最新にする', en: 'Refresh' },
  channel: { ja: '方法', en: 'Way' },
  everyChannel: { ja: 'すべて', en: 'All' },
  filter: { ja: '絞る', en: 'Filter' },
  columns: {
    deadline: { ja: '期限', en: 'Deadline' },
    holder: { ja: '名義人', en: 'Holder' },
    channel: { ja: '方法・理由', en: 'Way, reason' },
    state: { ja: '状態', en: 'State' },
    certificate: { ja: '発行番号', en: 'Serial number' },
    closed: { ja: '終わり', en: 'Closed' },
  },
  unknownHolder: { ja: '名義人は不明', en: 'Holder not known' },
  take: { ja: '請求を受ける', en: 'Take a request' },
  emergency: { ja: '緊急の失効', en: 'Emergency' },
  more: (size: number): Said => ({ ja: `次の${size}件`, en: `Next ${size}` }),
} as const;

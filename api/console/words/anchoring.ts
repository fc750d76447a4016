import type { Said } from './said.ts';

/** Where the books are anchored outside: the page and the banner. */
export const anchoring = {
  title: { ja: '外の証人', en: 'Outside witnesses' },
  lead: {
    ja: '帳簿の先頭を、1時間ごとに外の証人と、もう一つの帳簿に残します。あとから書き換えれば、ここで分かります。',
    en: 'Once an hour the head of each book is left with witnesses outside and in the other book. A later change would show there.',
  },
  back: { ja: '帳簿に戻る', en: 'Back to the books' },
  columns: {
    log: { ja: '帳簿', en: 'Book' },
    kind: { ja: '残し先', en: 'Where' },
    last: { ja: '最後にできた時刻', en: 'Last success' },
    size: { ja: '記録の数', en: 'Entries' },
    state: { ja: '状態', en: 'State' },
  },
  logs: {
    office: { ja: '登録局の帳簿', en: 'Office book' },
    enclave: { ja: '認証設備室の帳簿', en: 'Book of the room' },
  },
  kinds: {
    cosigned: { ja: '外の証人の署名', en: 'Cosignature of a witness' },
    anchored: { ja: 'もう一つの帳簿', en: 'The other book' },
    stamped: { ja: '時刻認証局の刻印', en: 'Time stamp' },
  },
  levels: {
    good: { ja: '期限内', en: 'In time' },
    warning: { ja: '遅れ', en: 'Late' },
    alarm: { ja: '警報', en: 'Alarm' },
  },
  never: { ja: 'まだありません', en: 'Not yet' },
  lastFailed: (type: string): Said => ({
    ja: `直近の試みは失敗しました(${type})`,
    en: `The last attempt failed (${type})`,
  }),
  empty: {
    ja: 'まだ始まっていません。office-workerが動くと始まります。',
    en: 'Not begun yet. It begins when the office-worker runs.',
  },
  emptyNext: { ja: '最初のページへ', en: 'To the first page' },
  limits: {
    ja: '証人の署名は2時間で遅れ、24時間で警報。もう一つの帳簿は2時間、刻印は72時間で警報。止まっていても、受付と発行は続きます。',
    en: 'A cosignature is late after 2 h and an alarm after 24 h; the other book is an alarm after 2 h, the stamp after 72 h. Receiving and issuing go on meanwhile.',
  },
  banner: {
    contradicted: {
      ja: '帳簿が、外に残した記録と食い違っています。',
      en: 'A book contradicts what was left outside.',
    },
    contradictedNext: {
      ja: '何も決めず、何も発行せず、管理者に知らせてください。',
      en: 'Decide nothing, issue nothing, and tell an administrator.',
    },
    cosigned: (age: Said): Said => ({
      ja: `外の証人の署名が${age.ja}ありません。`,
      en: `No cosignature of a witness for ${age.en}.`,
    }),
    anchored: (age: Said): Said => ({
      ja: `もう一つの帳簿への記録が${age.ja}ありません。`,
      en: `A book has not been anchored in the other for ${age.en}.`,
    }),
    stamped: (age: Said): Said => ({
      ja: `時刻認証局の刻印が${age.ja}ありません。`,
      en: `No time stamp for ${age.en}.`,
    }),
    next: {
      ja: '受付と発行は続いています。管理者に知らせてください。',
      en: 'Receiving and issuing go on. Tell an administrator.',
    },
    open: { ja: '外の証人を見る', en: 'Show the witnesses' },
  },
} as const;

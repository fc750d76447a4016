import type { Said } from './said.ts';

/** 統計: charts, each with its finding in words. */
export const statistics = {
  title: { ja: '統計', en: 'Statistics' },
  lead: {
    ja: '件数だけです。個人情報は含みません。',
    en: 'Counts alone; there is no personal data in them.',
  },
  back: { ja: '朝の点検へ', en: 'To the morning check' },
  csv: { ja: 'CSVで保存', en: 'Save as CSV' },
  inNumbers: { ja: '数で見る', en: 'In numbers' },
  table: (name: Said): Said => ({ ja: `${name.ja}の表`, en: `Table: ${name.en}` }),
  lastWeek: { ja: '先週', en: 'Last week' },
  count: { ja: '件数', en: 'Cases' },
  age: {
    name: { ja: '受付箱の古さ', en: 'Age of the queue' },
    sub: (count: string): Said => ({
      ja: `開いている案件 ${count}件が、いまの状態になってからの時間`,
      en: `Time of the ${count} open cases in their present state`,
    }),
    buckets: {
      hour: { ja: '1時間まで', en: '≤ 1 h' },
      hours4: { ja: '4時間まで', en: '≤ 4 h' },
      day: { ja: '1日まで', en: '≤ 1 d' },
      days3: { ja: '3日まで', en: '≤ 3 d' },
      days7: { ja: '7日まで', en: '≤ 7 d' },
      older: { ja: '7日より長い', en: '> 7 d' },
    },
    groups: {
      people: { ja: '人を待つ', en: 'Await a person' },
      outside: { ja: 'J-LIS・申込者を待つ', en: 'Await J-LIS or applicant' },
      machine: { ja: '自動で進む', en: 'By the machine' },
    },
    found: (share: string): Said => ({
      ja: `人を待つ案件の${share}は、1日以内のもの`,
      en: `${share} of what awaits a person is a day old at most`,
    }),
    foundNone: { ja: '人を待つ案件はありません', en: 'No case awaits a person' },
  },
  hours: {
    name: { ja: '時間ごとの諾否', en: 'Decisions by the hour' },
    sub: {
      ja: 'この24時間の諾否。点線 = 1週間前の同じ時間',
      en: 'The last 24 hours; dotted = the same hours a week ago',
    },
    machine: { ja: '自動', en: 'Machine' },
    people: { ja: '人', en: 'People' },
    found: (total: string, share: string): Said => ({
      ja: `この24時間の諾否は${total}件、${share}は自動`,
      en: `${total} decisions in 24 hours, ${share} by the machine`,
    }),
    foundNone: { ja: 'この24時間、諾否はありません', en: 'No decision in the last 24 hours' },
  },
  overturn: {
    name: { ja: '人に回した案件の行方', en: 'What people made of what the machine referred' },
    sub: {
      ja: '機械が承認せず、人が諾否を決めた案件。週ごと、8週',
      en: 'Cases that the machine did not approve and people decided; eight weeks',
    },
    approved: { ja: '人が承認', en: 'Approved by people' },
    rejected: { ja: '人が却下', en: 'Rejected by people' },
    week: (day: string): Said => ({ ja: `${day}〜`, en: `${day} –` }),
    found: (share: string): Said => ({
      ja: `人に回した案件の${share}は、人が見て承認`,
      en: `People approved ${share} of what the machine referred to them`,
    }),
    foundNone: { ja: 'この8週、人の諾否はありません', en: 'No decision by people in eight weeks' },
    voided: {
      ja: '取り消された承認も数えます。補正・取下げ・期限切れは諾否ではないので、入りません。',
      en: 'Approvals taken back count as well. Returns, withdrawals and lapses are no decisions.',
    },
  },
  who: {
    name: { ja: 'だれが諾否を決めたか', en: 'Who decided' },
    sub: { ja: '週ごと、8週', en: 'By the week, eight weeks' },
    found: (share: string): Said => ({
      ja: `この8週の諾否の${share}は自動`,
      en: `The machine made ${share} of the decisions of eight weeks`,
    }),
    foundNone: { ja: 'この8週、諾否はありません', en: 'No decision in eight weeks' },
  },
} as const;

/** The register of portals. */
export const portals = {
  title: { ja: '受付窓口', en: 'Portals' },
  lead: {
    ja: 'どの受付窓口が、どの鍵で、どれだけ送れるか。変えるには二人の承認が要ります。',
    en: 'Which portal comes with which keys, and how much it may send. Every change takes two people.',
  },
  change: { ja: '変更を提案する', en: 'Propose a change' },
  none: { ja: '登録された受付窓口はありません。', en: 'No portal is registered.' },
  table: { ja: '受付窓口の一覧', en: 'List of portals' },
  portal: { ja: '受付窓口', en: 'Portal' },
  standing: { ja: '状態', en: 'State' },
  open: { ja: '開いています', en: 'Open' },
  closed: { ja: '閉じています', en: 'Closed' },
  sandbox: { ja: '試験', en: 'Sandbox' },
  keys: { ja: '鍵（拇印）', en: 'Keys (thumbprints)' },
  noKeys: { ja: '鍵がありません', en: 'No key' },
  limits: { ja: '上限', en: 'Limits' },
  perHour: (n: number) => ({ ja: `1時間に申込み${n}件`, en: `${n} cases/hour` }),
  perMinute: (n: number) => ({ ja: `1分間に要求${n}件`, en: `${n} requests/min` }),
  since: { ja: 'いつから', en: 'Since' },
  setUp: { ja: '構築時に登録', en: 'By the set-up' },
  act: { ja: '承認', en: 'Act' },
} as const;

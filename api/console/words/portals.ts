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
  kind: { ja: '種類', en: 'Kind' },
  keys: { ja: '鍵（拇印）', en: 'Keys (thumbprints)' },
  noKeys: { ja: '鍵がありません', en: 'No key' },
  applications: { ja: '申込み／時', en: 'Applications/h' },
  requests: { ja: '要求／分', en: 'Requests/min' },
  since: { ja: 'いつから', en: 'Since' },
  setUp: { ja: '構築時に登録', en: 'By the set-up' },
  act: { ja: '承認', en: 'Act' },
} as const;

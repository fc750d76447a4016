import type { Said } from './said.ts';

/** A list of applications, whichever they are. */
export const caseList = {
  hints: {
    move: { ja: '上下', en: 'up, down' },
    open: { ja: '開く', en: 'open' },
    search: { ja: '探す', en: 'search' },
  },
  columns: {
    deadline: { ja: '期限', en: 'Deadline' },
    received: { ja: '受付', en: 'Received' },
    applicant: { ja: '申込者', en: 'Applicant' },
    why: { ja: 'いま', en: 'Now' },
    state: { ja: '状態・番号', en: 'State, number' },
  },
  count: (count: number): Said => ({
    ja: `${count}件`,
    en: count === 1 ? '1 case' : `${count} cases`,
  }),
  more: (count: number): Said => ({ ja: `次の${count}件`, en: `Next ${count}` }),
  first: { ja: '初めから', en: 'From the start' },
  others: (count: number): Said => ({ ja: `ほか${count}項目`, en: `and ${count} more` }),
  nameErased: { ja: '氏名は消去ずみ', en: 'Name erased' },
  peek: {
    title: { ja: '選んでいる申込み', en: 'The chosen application' },
    portal: { ja: '窓口', en: 'Portal' },
    received: { ja: '受付', en: 'Received' },
    route: { ja: '本人確認', en: 'Identity' },
    key: { ja: '公開鍵', en: 'Public key' },
    version: { ja: '版', en: 'Version' },
    needed: { ja: '決めるまでに要ること', en: 'Needed before a decision' },
    open: { ja: '開く', en: 'Open' },
    recorded: {
      ja: '開くと、閲覧として記録されます。',
      en: 'Opening is recorded as a read.',
    },
  },
} as const;

/** Words of an application that lists and pages share. */
export const application = {
  number: { ja: '申込番号', en: 'Application number' },
  routes: {
    jpki: { ja: 'マイナンバーカード(JPKI)', en: 'My Number Card (JPKI)' },
    ownCertificate: { ja: '有効な証明書による更新', en: 'Renewal by our certificate' },
    paperPresented: { ja: '書類の提示', en: 'Documents shown' },
    paperSealRegistered: { ja: '印鑑登録証明書', en: 'Seal registration' },
    paperInquiry: { ja: '郵便による照会', en: 'Inquiry by post' },
  },
  keyDeliveries: {
    simultaneous: { ja: '申込みと同時', en: 'With the application' },
    code: { ja: '利用者識別符号の後', en: 'After the code' },
  },
  certificateTypes: {
    basic: { ja: '基本型', en: 'Basic' },
    attribute: { ja: '属性型', en: 'Attribute' },
  },
  months: (months: number): Said => ({ ja: `${months}か月`, en: `${months} months` }),
  version: (edition: number): Said => ({ ja: `第${edition}版`, en: `Version ${edition}` }),
  portal: (name: string): Said => ({ ja: `窓口 ${name}`, en: `Portal ${name}` }),
} as const;

import type { Said } from './said.ts';

/** The list of applications. */
export const caseList = {
  title: { ja: '申込み', en: 'Applications' },
  views: { ja: '一覧の見方', en: 'Views of the list' },
  inProgress: { ja: '進んでいる', en: 'In progress' },
  done: { ja: '終わった', en: 'Done' },
  view: {
    open: { ja: '終わっていない', en: 'Open' },
    jlis: { ja: 'J-LISを待つ', en: 'Waiting for J-LIS' },
    review: { ja: '人の判断を待つ', en: 'In review' },
    returned: { ja: '申込者を待つ', en: 'With the applicant' },
    issued: { ja: '発行した', en: 'Issued' },
    all: { ja: 'すべて', en: 'All' },
  },
  heading: {
    open: { ja: '終わっていない申込み', en: 'Open applications' },
    jlis: { ja: '回答や条件を待つ申込み', en: 'Applications that wait' },
    review: { ja: '人の判断を待つ申込み', en: 'Applications in review' },
    returned: { ja: '申込者の答えを待つ申込み', en: 'Applications with the applicant' },
    issued: { ja: '発行した申込み', en: 'Applications with a certificate' },
    all: { ja: 'すべての申込み', en: 'All applications' },
  },
  found: (number: string): Said => ({
    ja: `「${number}」で探した結果`,
    en: `Found for “${number}”`,
  }),
  byDeadline: { ja: '期限の早い順', en: 'Nearest deadline first' },
  newest: { ja: '受付の新しい順', en: 'Newest first' },
  hints: {
    move: { ja: '上下', en: 'up, down' },
    open: { ja: '開く', en: 'open' },
    search: { ja: '探す', en: 'search' },
  },
  search: { ja: '申込番号で探す', en: 'Search by application number' },
  placeholder: { ja: '申込番号( / )', en: 'Application number ( / )' },
  find: { ja: '探す', en: 'Search' },
  columns: {
    deadline: { ja: '期限', en: 'Deadline' },
    received: { ja: '受付', en: 'Received' },
    applicant: { ja: '申込者', en: 'Applicant' },
    why: { ja: 'いま', en: 'Now' },
    state: { ja: '状態・番号', en: 'State, number' },
    portal: { ja: '窓口・受付', en: 'Portal, received' },
    portalAlone: { ja: '窓口', en: 'Portal' },
  },
  groups: {
    over: { ja: '期限を過ぎた', en: 'Past the deadline' },
    today: { ja: '今日が期限', en: 'Due today' },
    tomorrow: { ja: '明日まで', en: 'Due tomorrow' },
    later: { ja: 'それより後', en: 'Later' },
    machine: { ja: '自動で進む', en: 'Goes on by itself' },
    applicant: { ja: '申込者を待つ', en: 'With the applicant' },
    receivedToday: { ja: '今日受け付けた', en: 'Received today' },
    receivedYesterday: { ja: '昨日受け付けた', en: 'Received yesterday' },
    receivedEarlier: { ja: 'それより前', en: 'Earlier' },
    found: { ja: '見つかった申込み', en: 'Found' },
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
  empty: {
    open: { ja: '終わっていない申込みはありません。', en: 'There is no open application.' },
    jlis: { ja: '待っている申込みはありません。', en: 'No application is waiting.' },
    review: { ja: '人の判断を待つ申込みはありません。', en: 'No application is in review.' },
    returned: {
      ja: '申込者の答えを待つ申込みはありません。',
      en: 'No application is with its applicant.',
    },
    issued: { ja: '発行した申込みは、まだありません。', en: 'Nothing has been issued yet.' },
    all: { ja: '申込みは、まだ届いていません。', en: 'No application has arrived yet.' },
    found: {
      ja: 'この番号の申込みはありません。初めの8字か、全体を入れてください。',
      en: 'None has this number. Enter its first eight characters, or all of it.',
    },
    next: { ja: 'すべての申込みを見る', en: 'Show all applications' },
    arrives: {
      ja: '窓口から届くと、すぐにここに並びます。',
      en: 'It will stand here as soon as a portal sends it.',
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

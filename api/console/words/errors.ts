/** Pages that say why there is no page. */
export const errors = {
  notFound: {
    title: { ja: '見つかりません', en: 'Not found' },
    what: {
      ja: 'この番地には何もありません。',
      en: 'There is nothing at this address.',
    },
    next: {
      ja: '番号を確かめて、一覧から探してください。',
      en: 'Check the number, and look in the list.',
    },
  },
  noCase: {
    title: { ja: 'その申込みはありません', en: 'No such application' },
    what: {
      ja: 'この番号の申込みは受け付けていません。',
      en: 'No application with this number was received.',
    },
    next: {
      ja: '番号を確かめて、一覧から探してください。',
      en: 'Check the number, and look in the list.',
    },
  },
  forbidden: {
    title: { ja: 'この役割では見られません', en: 'Not open to this role' },
    what: {
      ja: '申込みの個人情報は、審査に要る役割だけが見ます(規則6条15号ロ)。',
      en: 'Personal data of an application are for the roles that need them (Regulation, Art. 6, item 15).',
    },
    next: (names: string) => ({
      ja: `見られる人: ${names}`,
      en: `Who may: ${names}`,
    }),
  },
  booksForbidden: {
    title: { ja: 'この役割では見られません', en: 'Not open to this role' },
    what: {
      ja: '帳簿の全体は、責任を有する者と調査員が見ます。',
      en: 'The books as a whole are for the responsible person and the auditor.',
    },
    next: (names: string) => ({
      ja: `見られる人: ${names}`,
      en: `Who may: ${names}`,
    }),
  },
  staffForbidden: {
    title: { ja: 'この役割では見られません', en: 'Not open to this role' },
    what: {
      ja: '担当者、端末、受付窓口の台帳は、管理者、責任を有する者、調査員が見ます。',
      en: 'The registers of people, terminals and portals are for administrators, responsible persons and auditors.',
    },
    next: (names: string) => ({
      ja: `見られる人: ${names}`,
      en: `Who may: ${names}`,
    }),
  },
  passkeySessionNeeded: {
    title: { ja: 'パスキーで入り直してください', en: 'Sign in with your passkey' },
    what: {
      ja: '何も記録していません。IDプロバイダーから入ったままでは、入る手段を増やせません。',
      en: 'Nothing was recorded. Who came in by the identity provider cannot add a means of coming in.',
    },
    next: {
      ja: 'サインアウトして、パスキーで入ってください。まだないときは、二人の承認で作ります。',
      en: 'Sign out and come in with your passkey. Without one, two people let you make it.',
    },
  },
  refused: {
    title: { ja: '受け付けられませんでした', en: 'Not accepted' },
    what: {
      ja: '何も記録していません。ページが古いか、別のところから送られました。',
      en: 'Nothing was recorded. The page is old, or the request came from elsewhere.',
    },
    next: {
      ja: '一覧に戻り、もう一度操作してください。',
      en: 'Go back to the list and try again.',
    },
  },
  broken: {
    title: { ja: 'ページを作れませんでした', en: 'The page could not be made' },
    what: {
      ja: '記録は失われていません。こちらの誤りです。',
      en: 'No record is lost. The fault is ours.',
    },
    next: {
      ja: 'もう一度開いても同じなら、次の番号を管理者に伝えてください。',
      en: 'If it stays so, tell the administrator this number.',
    },
    incident: { ja: '番号', en: 'Incident' },
  },
  toList: { ja: '受付箱へ', en: 'To the queue' },
} as const;

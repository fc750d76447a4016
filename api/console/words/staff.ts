/** The registers of people and terminals. */
export const staff = {
  title: { ja: '担当者', en: 'People' },
  lead: {
    ja: 'だれが、どの役割を、いつから持っているか。変えるには二人の承認が要ります。',
    en: 'Who holds which role since when. Every change takes two people.',
  },
  change: { ja: '変更を提案する', en: 'Propose a change' },
  person: { ja: '担当者', en: 'Person' },
  personCode: { ja: '人の番号', en: 'Code of the person' },
  roles: { ja: '役割', en: 'Roles' },
  passkeys: { ja: 'パスキー', en: 'Passkeys' },
  identities: { ja: 'ID連携', en: 'Identities' },
  standing: { ja: 'サインイン', en: 'Sign-in' },
  since: { ja: 'から', en: 'since' },
  noRoles: { ja: '役割なし', en: 'No role' },
  open: { ja: 'できます', en: 'Open' },
  noWay: { ja: 'パスキーがありません', en: 'No passkey' },
  locked: { ja: '止めています', en: 'Locked' },
  table: { ja: '担当者の一覧', en: 'List of people' },
  codes: {
    title: { ja: '登録の番号', en: 'Codes' },
    lead: {
      ja: '番号は二つに分かれ、提案した人と承認した人が一つずつ受け取ります。受け取るときは、自分のパスキーで確かめます。表示は一度だけです。本人に直接渡してください。',
      en: 'Each of the two confirms with a passkey and draws one half, shown once. Hand it to the person it is for.',
    },
    none: { ja: '開いている登録はありません。', en: 'No enrolment is open.' },
    until: { ja: '期限', en: 'Until' },
    draw: { ja: '自分の番号を表示する', en: 'Show my half' },
    drawn: { ja: '受け取り済み', en: 'Drawn' },
    waits: { ja: 'もう一人が受け取ります', en: 'For the other person' },
    yours: {
      ja: 'あなたの番号です。二度と表示しません。',
      en: 'This is your half. It is not shown again.',
    },
    unconfirmed: {
      ja: 'あなたのパスキーで確かめられませんでした。番号は出していません。もう一度確認してください。',
      en: 'Not confirmed by a passkey of yours. Nothing was drawn. Confirm again.',
    },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。番号は出していません。続けるなら、もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing was drawn. To go on, confirm again.',
    },
    past: {
      ja: '番号はありません。受け取り済みか、期限が過ぎたか、あなたの登録ではありません。',
      en: 'There is no half: it was drawn, is past, or is not yours.',
    },
  },
  terminals: {
    title: { ja: '登録用端末', en: 'Terminals' },
    lead: {
      ja: 'サインインできる場所です。登録と廃止には二人の承認が要ります。',
      en: 'Where people may sign in. To register or withdraw one takes two people.',
    },
    table: { ja: '登録用端末の一覧', en: 'List of terminals' },
    terminal: { ja: '端末', en: 'Terminal' },
    place: { ja: '場所', en: 'Place' },
    standing: { ja: '状態', en: 'State' },
    display: { ja: '字の見え方', en: 'Display' },
    claimed: { ja: '使えます', en: 'In use' },
    unclaimed: { ja: '番号を待っています', en: 'Waits for its code' },
    withdrawn: { ja: '廃止', en: 'Withdrawn' },
    differ: { ja: '異体字が見分けられる', en: 'Variants differ' },
    alike: { ja: '見分けられない', en: 'Variants look alike' },
    unchecked: { ja: '未確認', en: 'Not checked' },
    none: {
      ja: '登録した端末はありません。本番では、登録するまでだれもサインインできません。',
      en: 'No terminal is registered. In production nobody signs in before one is.',
    },
  },
  display: {
    title: { ja: '字の見え方の確認', en: 'Display check' },
    lead: {
      ja: '左右の字は別の字です。この端末で違って見えますか。結果は端末の台帳に残します。',
      en: 'Left and right are different characters. Do they look different here? The register keeps it.',
    },
    differ: { ja: 'どれも違って見える', en: 'All of them differ' },
    alike: { ja: '同じに見えるものがある', en: 'Some look alike' },
    development: {
      ja: 'この場所は登録用端末ではないため、結果を残せません。',
      en: 'This place is no registered terminal, so nothing is kept.',
    },
  },
} as const;

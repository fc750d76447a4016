/** What stands around every page. */
export const frame = {
  product: { ja: '登録', en: 'Toroku' },
  productToo: { ja: 'Toroku', en: '登録' },
  skip: { ja: '本文へ', en: 'To the content' },
  development: { ja: '開発環境', en: 'Development' },
  auditZone: { ja: '監査・読み取りのみ', en: 'Audit, read only' },
  behind: {
    what: {
      ja: 'データベースが帳簿より古くなっています。すべての書き込みを止めています。',
      en: 'The database is older than the books. Nothing is written.',
    },
    next: {
      ja: '表示中の案件は最新ではありません。審査も発行も行わず、管理者に知らせてください。管理者は toroku recover で復旧します。',
      en: 'The cases shown are not the latest. Decide and issue nothing, and tell an administrator, who recovers with toroku recover.',
    },
  },
  mainPages: { ja: '主なページ', en: 'Main pages' },
  books: { ja: '帳簿', en: 'Books' },
  inReview: { ja: '件が人の判断待ち', en: ' wait for a person' },
  keys: { ja: 'キー', en: 'Keys' },
  settings: { ja: '設定', en: 'Settings' },
  otherLanguage: { ja: 'English', en: '日本語' },
  signIn: { ja: 'サインイン', en: 'Sign in' },
  signOut: { ja: 'サインアウト', en: 'Sign out' },
  session: {
    endsSoon: {
      ja: '5分ほどで、操作がないためサインアウトします。入力はまだ送られていません。',
      en: 'You will be signed out in about 5 minutes. What you typed has not been sent.',
    },
    stay: { ja: '続ける', en: 'Stay signed in' },
    ended: {
      ja: 'サインインの時間が切れました。入力は何も送られていません。',
      en: 'Your session has ended. Nothing was sent.',
    },
  },
  operator: {
    ja: '見本電子認証株式会社(架空) 登録業務',
    en: 'Sample Certification (fictional), registration authority',
  },
  recorded: {
    ja: 'このページの閲覧は記録されます。',
    en: 'Reading this page is recorded.',
  },
  zone: { ja: '時刻は日本標準時(JST)', en: 'Times are Japan Standard Time (JST)' },
  version: { ja: '版', en: 'Version' },
  roles: {
    reception: { ja: '受付', en: 'Reception' },
    examiner: { ja: '審査', en: 'Examiner' },
    approver: { ja: '承認', en: 'Approver' },
    issuingOperator: { ja: '発行指示', en: 'Issuing operator' },
    responsiblePerson: { ja: '責任を有する者', en: 'Responsible person' },
    administrator: { ja: '管理', en: 'Administrator' },
    auditor: { ja: '調査員', en: 'Auditor' },
    custodian: { ja: '認証設備室', en: 'Custodian' },
    none: { ja: '役割なし', en: 'No role' },
  },
  copy: { ja: 'をコピー', en: ': copy' },
  copied: { ja: 'コピーしました', en: 'Copied' },
  between: { ja: '、', en: ', ' },
} as const;

/** The page of keys. */
export const keyPage = {
  title: { ja: 'キー', en: 'Keys' },
  lead: {
    ja: 'どのキーにも、同じことをするボタンかリンクがあります。',
    en: 'Each key has a button or a link that does the same.',
  },
  noneDecides: {
    ja: 'キーだけで決まることは、ひとつもありません。',
    en: 'No single key ever decides anything.',
  },
  search: { ja: '探す欄へ', en: 'To the search' },
  takeNext: { ja: '次の案件を引き受ける', en: 'Take the next case' },
  rows: { ja: '一覧の上下', en: 'Up and down a list' },
  open: { ja: '選んだ行を開く', en: 'Open the chosen row' },
  back: { ja: '前のページへ戻る', en: 'Back to the page before' },
  keys: { ja: 'このページ', en: 'This page' },
  finding: { ja: '見つかったことの行へ', en: 'To the line of a finding' },
  evidence: { ja: '証拠へ', en: 'To the evidence' },
  sheet: { ja: '案件票を印刷するページへ', en: 'To the page that prints the case sheet' },
  duty: { ja: '朝の点検から当番のページへ', en: 'From the morning check to the duty page' },
  off: { ja: 'キーを使わない', en: 'Switch keys off' },
  offHint: {
    ja: '音声入力などで誤って押されるときに。この端末に覚えます。',
    en: 'For speech input and the like. Remembered on this device.',
  },
  needsScript: {
    ja: 'キーにはJavaScriptが要ります。いまは働いていません。',
    en: 'Keys need JavaScript, which is not running now.',
  },
} as const;

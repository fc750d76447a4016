/** The sign-in page. */
export const signIn = {
  title: { ja: 'サインイン', en: 'Sign in' },
  purpose: {
    ja: '電子証明書の申込みを受け、真偽を確かめ、諾否を決め、そのすべてを帳簿に残す。',
    en: 'To receive applications, establish who applies, decide, and keep all of it in the books.',
  },
  warning: {
    ja: '業務のためだけに使ってください。見たもの、決めたことは、だれにも消せない形で記録されます。',
    en: 'For work only. What you read and decide is recorded, and nobody can erase it.',
  },
  operator: { ja: '見本電子認証株式会社(架空)', en: 'Sample Certification (fictional)' },
  byPasskey: { ja: 'パスキーでサインイン', en: 'Sign in with a passkey' },
  passkeyHint: {
    ja: 'セキュリティキーか、この端末の指紋・顔・暗証番号で確かめます。',
    en: 'A security key, or the fingerprint, face or PIN of this device.',
  },
  passkeyCancelled: {
    ja: 'パスキーの確認が取り消されました。サインインしていません。続けるなら、もう一度確認してください。',
    en: 'The passkey prompt was cancelled. You are not signed in. To go on, confirm again.',
  },
  failed: {
    what: {
      ja: 'このパスキーでは入れません。登録がないか、取り消されています。',
      en: 'This passkey does not let you in. It is not registered, or was withdrawn.',
    },
    next: {
      ja: '別のパスキーで試すか、管理者に知らせてください。',
      en: 'Try another passkey, or tell the administrator.',
    },
  },
  expired: {
    what: {
      ja: '確認の期限が過ぎました。サインインしていません。',
      en: 'The time to confirm has passed. You are not signed in.',
    },
    next: { ja: '続けるなら、もう一度確認してください。', en: 'To go on, confirm again.' },
  },
  locked: {
    what: {
      ja: '失敗が続いたため、いまはサインインできません。',
      en: 'Too many sign-ins failed. You cannot sign in now.',
    },
    next: (minutes: number) => ({
      ja: `${minutes}分たってから、もう一度試してください。`,
      en: `Try again in ${minutes} min.`,
    }),
  },
  roles: {
    title: { ja: '開発用の役になる', en: 'Take a role for development' },
    hint: {
      ja: '架空の人です。ソフトウェアの認証器が代わりに署名します。本番にこの欄はありません。',
      en: 'Invented people; an authenticator in software signs for them. Production has none of this.',
    },
  },
  toDoor: { ja: 'サインインのページへ', en: 'To the sign-in page' },
  how: {
    ja: '開発環境では、一度きりのリンクでも入れます。',
    en: 'In development a one-time link lets you in, too.',
  },
  steps: [
    {
      ja: '起動した端末の画面で、役の名前の行を探します。',
      en: 'In the terminal that started the system, find the line of a role.',
    },
    {
      ja: 'その行のリンクを、このブラウザーで開きます。',
      en: 'Open the link of that line in this browser.',
    },
    {
      ja: 'サインインを帳簿に記録し、申込みの一覧が開きます。',
      en: 'The sign-in is entered in the books, and the list of applications opens.',
    },
  ],
  again: {
    ja: '新しいリンクは、システムを起動し直すと出ます。',
    en: 'Starting the system again prints new links.',
  },
  production: {
    ja: 'パスキーがないときは、管理者に頼んでください(二人の手続です)。',
    en: 'Without a passkey, ask the administrator; it takes two people.',
  },
  spent: {
    ja: 'このリンクでは入れません。使われたか、期限が過ぎています。',
    en: 'This link no longer works. It was used, or its time has passed.',
  },
  spentNext: {
    ja: '新しいリンクを出して、もう一度開いてください。',
    en: 'Get a new link and open that.',
  },
  ended: {
    ja: 'サインインの時間が切れました。入力は何も送られていません。',
    en: 'Your session has ended. Nothing was sent.',
  },
  opened: {
    ja: 'サインインしました。帳簿に記録しました。',
    en: 'Signed in, and entered in the books.',
  },
  onward: { ja: '申込みの一覧を開く', en: 'Open the list of applications' },
} as const;

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
  how: {
    ja: '開発環境では、一度きりのリンクで入ります。',
    en: 'In development a one-time link lets you in.',
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
    ja: 'この端末から入る手続は、管理者に頼んでください。',
    en: 'Ask the administrator how to sign in from this terminal.',
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

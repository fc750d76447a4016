/** Making a first passkey, or a terminal, by a code of two halves. */
export const enrolment = {
  codeHint: {
    ja: '番号は二つに分かれています。提案した人と承認した人から、一つずつ受け取ります。24時間、一度だけ使えます。',
    en: 'The code has two halves: one from whoever proposed, one from whoever approved. Good once, for 24 hours.',
  },
  first: { ja: '番号の一つ目', en: 'One half of the code' },
  second: { ja: '番号の二つ目', en: 'The other half' },
  label: { ja: 'パスキーの呼び名', en: 'A name for the passkey' },
  labelHint: {
    ja: 'あとで見分けるためのものです。例: 青いセキュリティキー',
    en: 'To tell it apart later, such as: blue security key',
  },
  toDoor: { ja: 'サインインのページへ', en: 'To the sign-in page' },
  link: { ja: '番号で最初のパスキーを作る', en: 'Make your first passkey with a code' },
  terminalLink: { ja: 'この端末を番号で登録する', en: 'Register this terminal with a code' },
  passkey: {
    title: { ja: '最初のパスキーを作る', en: 'Make your first passkey' },
    lead: {
      ja: '二人が承認した番号で、あなたのパスキーを作ります。作ったことは帳簿に記録されます。',
      en: 'With the code that two people agreed on you make your passkey. It is entered in the books.',
    },
    button: { ja: 'パスキーを作る', en: 'Make the passkey' },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。何も作っていません。番号はまだ使えます。',
      en: 'The passkey prompt was cancelled. Nothing was made, and the code is still good.',
    },
  },
  terminal: {
    title: { ja: '登録用端末にする', en: 'Register this terminal' },
    lead: {
      ja: 'このブラウザーを、二人が承認した登録用端末にします。前の登録は、ここに移ります。',
      en: 'This browser becomes the terminal that two people agreed on. An earlier one is it no more.',
    },
    button: { ja: 'この端末を登録する', en: 'Register this terminal' },
  },
  said: {
    enrolled: {
      what: {
        ja: 'パスキーを作り、帳簿に記録しました。',
        en: 'Your passkey is made, and entered in the books.',
      },
      next: { ja: 'そのパスキーでサインインしてください。', en: 'Sign in with it.' },
    },
    claimed: {
      what: {
        ja: 'この端末を登録し、帳簿に記録しました。',
        en: 'This terminal is registered, and entered in the books.',
      },
      next: { ja: 'ここからサインインできます。', en: 'You can sign in from here.' },
    },
    spent: {
      what: {
        ja: 'この番号では作れません。違っているか、使われたか、期限が過ぎています。何も記録していません。',
        en: 'This code does not work: it is wrong, used or past. Nothing was recorded.',
      },
      next: {
        ja: '二つとも確かめ、だめなら新しい番号を頼んでください。',
        en: 'Check both halves; if that does not help, ask for a new code.',
      },
    },
    noTerminal: {
      what: {
        ja: 'この端末は登録されていません。パスキーは登録用端末で作ります。何も記録していません。',
        en: 'This terminal is not registered; passkeys are made at one that is. Nothing was recorded.',
      },
      next: { ja: '番号はまだ使えます。', en: 'The code is still good.' },
    },
    known: {
      what: {
        ja: 'このパスキーは登録済みです。何も記録していません。',
        en: 'This passkey is registered already. Nothing was recorded.',
      },
      next: { ja: '別の認証器を使ってください。', en: 'Use another authenticator.' },
    },
    failed: {
      what: {
        ja: 'パスキーを確かめられません。何も記録していません。',
        en: 'The passkey cannot be verified. Nothing was recorded.',
      },
      next: {
        ja: 'もう一度作ってください。番号はまだ使えます。',
        en: 'Try again; the code is good.',
      },
    },
    label: {
      what: {
        ja: 'パスキーの呼び名がありません。何も記録していません。',
        en: 'The passkey has no name. Nothing was recorded.',
      },
      next: { ja: '40字までで付けてください。', en: 'Give it one of at most 40 characters.' },
    },
    busy: {
      what: {
        ja: 'この場所からの試みが続いています。何も記録していません。',
        en: 'Too many tries from here. Nothing was recorded.',
      },
      next: { ja: '15分たってから試してください。', en: 'Try again in 15 minutes.' },
    },
  },
} as const;

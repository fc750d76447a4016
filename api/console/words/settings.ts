/** Somebody's own settings. */
export const settings = {
  title: { ja: '設定', en: 'Settings' },
  passkeys: {
    title: { ja: 'パスキー', en: 'Passkeys' },
    lead: {
      ja: 'サインインと決定の確認に使います。二つ登録しておくと、一つをなくしても入れます。',
      en: 'For signing in and for confirming decisions. With two, losing one does not lock you out.',
    },
    none: {
      ja: 'まだパスキーがありません。',
      en: 'You have no passkey yet.',
    },
    added: { ja: '登録', en: 'Added' },
    lastUsed: { ja: '最後の使用', en: 'Last used' },
    never: { ja: 'まだありません', en: 'Not yet' },
    withdraw: { ja: '取り消す', en: 'Withdraw' },
    withdrawHint: {
      ja: '元に戻せません。ほかの端末のサインインも、すべて終わります。いま使えるパスキーで確かめます。',
      en: 'For good. Your sessions elsewhere end as well. Confirm with a passkey that works.',
    },
    withdrawCancelled: {
      ja: 'パスキーの確認が取り消されました。取り消していません。続けるなら、もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing was withdrawn. To go on, confirm again.',
    },
    withdrawNow: { ja: 'このパスキーを取り消す', en: 'Withdraw this passkey' },
    software: { ja: 'ソフトウェアの認証器(開発用)', en: 'Authenticator in software (development)' },
  },
  add: {
    title: { ja: 'パスキーを登録する', en: 'Add a passkey' },
    label: { ja: '名前', en: 'Name' },
    hint: {
      ja: 'あとで見分けるための名前です。例: 青いセキュリティキー',
      en: 'To tell it apart later, such as: blue security key',
    },
    lead: {
      ja: '確認は二回あります。まず、いまあるパスキーであなたであることを確かめ、次に新しいパスキーを作ります。',
      en: 'There are two prompts: one to confirm with a passkey that you have, one to make the new one.',
    },
    button: { ja: '登録する', en: 'Add' },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。登録していません。続けるなら、もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing was added. To go on, confirm again.',
    },
  },
  everywhere: {
    title: { ja: 'すべての端末からサインアウト', en: 'Sign out everywhere' },
    lead: {
      ja: 'この端末も含めて、あなたのサインインをすべて終わらせます。',
      en: 'Ends all your sessions, this one included.',
    },
    button: { ja: 'すべて終わらせる', en: 'End them all' },
  },
  keys: { ja: 'キーの一覧と切替え', en: 'Keys, and switching them off' },
  said: {
    displayKept: {
      ja: '字の見え方を、端末の台帳に残しました。',
      en: 'The display check is kept in the register of terminals.',
    },
    added: { ja: 'パスキーを登録しました。', en: 'The passkey was added.' },
    withdrawn: {
      ja: 'パスキーを取り消しました。ほかの端末のサインインも終わりました。',
      en: 'The passkey was withdrawn, and your sessions elsewhere ended.',
    },
    tooFewLeft: {
      ja: '取り消しませんでした。取り消すと、登録を承認できる人が二人に足りなくなります。そうなると、だれも直せません。先に、あなたの別のパスキーを登録するか、もう一人が承認できるようにしてください。',
      en: 'Not withdrawn. Fewer than two people could agree about access then, and nobody could mend it. First add another passkey of yours, or let one more person be able to.',
    },
    expired: {
      ja: '確認の期限が過ぎました。何も変えていません。もう一度確認してください。',
      en: 'The time to confirm has passed. Nothing was changed. Confirm again.',
    },
    unconfirmed: {
      ja: 'いまあるパスキーで確かめられませんでした。何も変えていません。もう一度確認してください。',
      en: 'Not confirmed by a passkey that you have. Nothing was changed. Confirm again.',
    },
    failed: {
      ja: 'このパスキーは確かめられませんでした。登録していません。',
      en: 'This passkey could not be verified. Nothing was added.',
    },
    known: {
      ja: 'このパスキーは前に登録されたことがあります。登録していません。',
      en: 'This passkey was registered before. Nothing was added.',
    },
    label: {
      ja: '名前は1字から40字で書いてください。登録していません。',
      en: 'Give a name of 1 to 40 characters. Nothing was added.',
    },
  },
} as const;

/** What a page says while the browser asks for a passkey. */
export const passkeys = {
  prompting: {
    ja: 'ブラウザーの案内に従って、パスキーで確かめてください。',
    en: 'Follow the browser and confirm with your passkey.',
  },
  confirming: {
    ja: 'まず、いまあるパスキーで、あなたであることを確かめてください。',
    en: 'First confirm with a passkey that you have.',
  },
  making: {
    ja: '次に、新しいパスキーを作ってください。別の認証器なら、いま替えてください。',
    en: 'Now make the new passkey. If it goes on another authenticator, change to that one.',
  },
  unsupported: {
    ja: 'このブラウザーではパスキーを使えません。新しい版で開いてください。',
    en: 'This browser cannot use passkeys here. Open the page in a newer one.',
  },
  refused: {
    ja: '受け付けられませんでした。ページを読み込み直して、もう一度試してください。',
    en: 'Not accepted. Load the page again, and try once more.',
  },
  busy: {
    ja: '続けて頼まれたので、いまは待っています。1分たってから試してください。',
    en: 'Asked for too often. Try again in a minute.',
  },
  unreachable: {
    ja: 'つながりませんでした。何も記録していません。もう一度試してください。',
    en: 'No connection. Nothing was recorded. Try again.',
  },
  known: {
    ja: 'この認証器には、もうあなたのパスキーがあります。',
    en: 'This authenticator holds a passkey of yours already.',
  },
  place: {
    ja: 'この番地ではパスキーを使えません。正しい番地で開いてください。',
    en: 'Passkeys do not work at this address. Open the console at its own.',
  },
  needsScript: {
    ja: 'パスキーにはJavaScriptが要ります。いまは働いていません。',
    en: 'Passkeys need JavaScript, which is not running now.',
  },
} as const;

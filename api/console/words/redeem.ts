import type { Said } from './said.ts';

/** The page on which a subscriber redeems the code of a letter. */
export const redeem = {
  title: { ja: '鍵をつくり、証明書を受け取る', en: 'Make your key and get your certificate' },
  steps: [
    { ja: '1 お申込み', en: '1 Application' },
    { ja: '2 審査', en: '2 Examination' },
    { ja: '3 手紙の符号を入れる', en: '3 Enter the code of the letter' },
    { ja: '4 証明書を受け取る', en: '4 Get the certificate' },
  ],
  done: { ja: '（済み）', en: ' (done)' },
  standing: {
    checking: {
      what: { ja: '申込みの内容を確認しています。', en: 'Your application is being examined.' },
      next: {
        ja: '終わると、符号を郵便でお送りします。いまお手続きは不要です。',
        en: 'After that we send you a code by post. There is nothing to do now.',
      },
    },
    notSent: {
      what: { ja: '符号の手紙を準備しています。', en: 'The letter with your code is being made.' },
      next: {
        ja: '発送まで数日かかります。手紙が届いたら、このページを開いてください。',
        en: 'Posting takes some days. Open this page again when the letter has come.',
      },
    },
    posted: {
      what: { ja: '符号の手紙を発送しました。', en: 'The letter with your code was posted.' },
      next: {
        ja: '届いたら、手紙の符号を下に入れてください。',
        en: 'When it has come, enter its code below.',
      },
    },
    delivered: {
      what: { ja: '符号の手紙が配達されました。', en: 'The letter with your code was delivered.' },
      next: { ja: '手紙の符号を下に入れてください。', en: 'Enter its code below.' },
    },
    locked: {
      what: { ja: 'この符号は使えなくなりました。', en: 'This code can no longer be used.' },
      next: {
        ja: '入力の誤りが続いたためです。受付窓口に再送をお申し出ください。',
        en: 'It was entered wrongly too often. Ask your portal to have another one sent.',
      },
    },
    lapsed: {
      what: { ja: '符号の期限が切れました。', en: 'Your code has lapsed.' },
      next: {
        ja: '受付窓口に再送をお申し出ください。14日たつと申込みは終わります。',
        en: 'Ask your portal to have another one sent. After 14 days the application ends.',
      },
    },
    voided: {
      what: { ja: 'この符号は使えません。', en: 'This code cannot be used.' },
      next: {
        ja: '手紙が戻ったときなどに、こうなります。受付窓口にお尋ねください。',
        en: 'That is so when the letter came back, for example. Please ask your portal.',
      },
    },
    issuing: {
      what: {
        ja: '公開鍵を受け取りました。証明書を発行しています。',
        en: 'We have your public key. Your certificate is being issued.',
      },
      next: {
        ja: 'ふつうは1分ほどです。このページは開いたままで構いません。',
        en: 'It takes a minute as a rule. You can leave this page open.',
      },
    },
    issued: {
      what: { ja: '証明書を発行しました。', en: 'Your certificate was issued.' },
      next: {
        ja: '記載を確かめ、受付窓口から受領書を送ってください。',
        en: 'See that it is right, then send the receipt by way of your portal.',
      },
    },
    ended: {
      what: { ja: 'この申込みは終わりました。', en: 'This application has ended.' },
      next: {
        ja: '証明書が要るときは、もう一度お申し込みください。',
        en: 'If you need a certificate, please apply again.',
      },
    },
  },
  code: {
    label: { ja: '手紙に書かれた利用者識別符号', en: 'Code that is printed in the letter' },
    hint: {
      ja: '17文字です。区切りの「-」は入れなくても構いません。0・1・O・I は使われません。',
      en: '17 symbols. You may leave out the hyphens. There is no 0, 1, O or I in it.',
    },
    /** ◯ is filled in by the page's program. */
    left: { ja: 'あと◯文字です。', en: 'Symbols left: ◯.' },
    attempts: (left: number): Said => ({
      ja: `間違えられるのは、あと${left}回です。`,
      en: `Attempts left: ${left}.`,
    }),
    until: (at: string): Said => ({ ja: `期限は ${at} です。`, en: `It lapses at ${at}.` }),
  },
  where: {
    legend: { ja: '鍵をどこに作りますか', en: 'Where is your key made?' },
    browser: { ja: 'このブラウザの中', en: 'In this browser' },
    browserHint: {
      ja: '取り出せない鍵になります。写しも控えも作れません。この機器の、このブラウザだけで使えます。ブラウザのデータを消すと、鍵も失われます。',
      en: 'The key cannot be taken out, copied or backed up. It works on this device, in this browser alone, and is lost when the data of the browser is deleted.',
    },
    kind: { ja: '鍵の種類', en: 'Kind of key' },
    usual: { ja: 'P-256（ふつうはこれ）', en: 'P-256 (the usual one)' },
    own: { ja: '自分で用意した鍵（PKCS#10）', en: 'A key of my own (PKCS#10)' },
    ownHint: {
      ja: 'ICカードや専用の装置をお持ちの方',
      en: 'For those who have a card or a device',
    },
  },
  csr: {
    label: (order: number, of: number): Said =>
      of === 1
        ? { ja: 'PKCS#10（PEM）', en: 'PKCS#10 (PEM)' }
        : { ja: `証明書${order}のPKCS#10（PEM）`, en: `PKCS#10 (PEM) of certificate ${order}` },
    file: { ja: 'ファイルから', en: 'From a file' },
    challenge: {
      ja: 'PKCS#10に、鍵の持ち主であることの証しがありません。',
      en: 'The PKCS#10 does not prove that the key is yours.',
    },
    challengeNext: {
      ja: 'challengePassword を次の値にして、同じ鍵で作り直してください。符号はまだ送っていません。',
      en: 'Make it again with the same key and this challengePassword. Nothing was sent yet.',
    },
    unreadable: {
      ja: 'PKCS#10として読めません。何も送っていません。',
      en: 'That is no PKCS#10. Nothing was sent.',
    },
    same: { ja: '同じ鍵が二つあります。', en: 'The same key stands there twice.' },
  },
  submit: { ja: '鍵をつくって受け取る', en: 'Make the key and go on' },
  noScript: {
    ja: 'このページにはJavaScriptが要ります。符号を送らずに済ませるためです。使えないときは、受付窓口にお申し出ください。',
    en: 'This page needs JavaScript, so that the code need not be sent. Without it, please ask your portal.',
  },
  says: {
    unknownSymbol: {
      ja: '符号にない文字があります。手紙と見比べてください。何も送っていません。',
      en: 'There is a symbol that no code has. Compare it with the letter. Nothing was sent.',
    },
    length: {
      ja: '17文字ではありません。手紙と見比べてください。何も送っていません。',
      en: 'These are not 17 symbols. Compare them with the letter. Nothing was sent.',
    },
    checkSymbol: {
      ja: 'どこかに打ち間違いがあります。手紙と見比べてください。何も送らず、回数も減っていません。',
      en: 'Something is mistyped. Compare it with the letter. Nothing was sent, and no attempt is spent.',
    },
    making: { ja: '鍵をつくっています。', en: 'Making the key.' },
    deriving: {
      ja: '符号から印を計算しています。数秒かかります。',
      en: 'Computing what is sent instead of the code. It takes some seconds.',
    },
    sending: { ja: '送っています。', en: 'Sending.' },
    pending: {
      ja: '受け取りました。確かめているところです。閉じても、失われません。',
      en: 'It was received and is being checked. You may close the page; nothing is lost.',
    },
    wrongCode: {
      ja: '符号が一致しません。間違えられるのは、あと◯回です。',
      en: 'The code does not match. Attempts left: ◯.',
    },
    keyRefused: {
      ja: '公開鍵を受け付けられませんでした。回数は減っていません。鍵を作り直してください。',
      en: 'Your public key was not taken. No attempt is spent. Please make another key.',
    },
    used: {
      ja: 'この符号は、別の鍵でもう使われています。覚えがなければ、すぐ受付窓口へ。',
      en: 'This code was used for another key. If that was not you, tell your portal at once.',
    },
    tooMany: {
      ja: '続けて送りすぎました。◯秒待って、もう一度押してください。',
      en: 'Too many requests. Wait ◯ seconds, then try again.',
    },
    stale: {
      ja: '時間がたったため、送り直せませんでした。もう一度押してください。回数は減っていません。',
      en: 'Too much time has passed. Please try again. No attempt is spent.',
    },
    unreachable: {
      ja: '答えが届きませんでした。同じ符号でもう一度押してください。二度数えられることはありません。',
      en: 'No answer came. Try again with the same code: it is not counted twice.',
    },
    weak: {
      ja: '送られてきた値が正しくないため、止めました。受付窓口にお知らせください。',
      en: 'What was sent to this page is not right, so it stopped. Please tell your portal.',
    },
    unsupported: {
      ja: 'このブラウザでは鍵をつくれません。別のブラウザか、PKCS#10をお使いください。',
      en: 'This browser cannot make the key. Use another browser, or a PKCS#10.',
    },
  },
  safety: {
    title: { ja: '安心のために', en: 'To be safe' },
    code: {
      ja: '符号は送られません。符号から計算した印だけが送られます。',
      en: 'The code is not sent, but something computed from it.',
    },
    key: {
      ja: '秘密の鍵も送られません。このブラウザから出ません。',
      en: 'Nor is your private key: it does not leave this browser.',
    },
    staff: {
      ja: '職員が符号を尋ねることはありません。',
      en: 'Nobody of ours ever asks you for the code.',
    },
    seal: {
      ja: '手紙の封が開いていたら、入れる前に受付窓口へお知らせください。',
      en: 'If the letter was open when it came, tell your portal before you enter the code.',
    },
  },
  lost: {
    title: { ja: 'お困りのときは', en: 'If something is wrong' },
    letter: {
      ja: '手紙をなくしたら、受付窓口に再送をお申し出ください。',
      en: 'If you lost the letter, ask your portal to have another one sent.',
    },
    stranger: {
      ja: '申し込んだ覚えがなければ、符号を入れずに受付窓口へお知らせください。',
      en: 'If you did not apply, do not enter the code, and tell your portal.',
    },
  },
  received: {
    title: { ja: '証明書', en: 'Certificate' },
    order: (order: number): Said => ({ ja: `証明書${order}`, en: `Certificate ${order}` }),
    download: { ja: 'をダウンロード', en: ': download' },
    here: {
      ja: '鍵は、このブラウザの中にあります。',
      en: 'The key is in this browser.',
    },
    own: {
      ja: '鍵は、PKCS#10を作ったところにあります。',
      en: 'The key is where the PKCS#10 was made.',
    },
    elsewhere: {
      ja: '証明書は、符号を入れたブラウザか、受付窓口で受け取れます。',
      en: 'You get the certificate in the browser where you entered the code, or from your portal.',
    },
    loading: { ja: '証明書を読み込んでいます。', en: 'Getting the certificate.' },
  },
  notFound: {
    title: { ja: 'このページはありません', en: 'There is no such page' },
    what: {
      ja: '番地を手紙または受付窓口の案内と見比べてください。',
      en: 'Compare the address with the letter, or with what your portal told you.',
    },
  },
} as const;

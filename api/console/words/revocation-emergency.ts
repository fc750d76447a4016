import type { Said } from './said.ts';

/** The page of an emergency: which certificate must stop now, and is it the caller's? */
export const revocationEmergency = {
  title: { ja: '緊急の失効', en: 'Emergency revocation' },
  lead: {
    ja: '申し出は受け付けた時に記録され、失われません。決めるのはそのあとです。',
    en: 'A request is recorded when it is taken, and never lost. It is decided after that.',
  },
  elapsed: { ja: '受付から(目標 15分以内に記録)', en: 'Since it was taken (goal: 15 minutes)' },
  search: {
    name: { ja: '証明書を探す', en: 'Find the certificate' },
    number: { ja: '申込番号・発行番号・申込みの日', en: 'Application, serial number, or day' },
    person: { ja: '氏名', en: 'Name' },
    birth: { ja: '生年月日', en: 'Date of birth' },
    find: { ja: '探す', en: 'Find' },
    noNames: {
      ja: '氏名だけでは探せません。番号か、申込みの日と窓口を聞いてください。',
      en: 'A name alone finds nobody. Ask for a number, or the day and the portal.',
    },
    none: {
      ja: '見つかりません。番号や日を聞き直してください。',
      en: 'Nothing was found. Ask for the number or the day again.',
    },
    found: (count: number): Said => ({
      ja: `${count}件見つかりました。`,
      en: count === 1 ? '1 was found.' : `${count} were found.`,
    }),
    tooMany: {
      ja: '多すぎます。窓口や氏名で絞ってください。',
      en: 'Too many. Narrow it by portal or name.',
    },
    recorded: {
      ja: '氏名と生年月日の閲覧は記録されます。',
      en: 'That names and birth dates were read is recorded.',
    },
    unknownTake: {
      ja: '見つからなくても、申し出は受け付けてください。',
      en: 'Take the request even if nothing is found.',
    },
    nameMatches: { ja: '氏名が合う', en: 'Name agrees' },
    nameDiffers: { ja: '氏名が違う', en: 'Name differs' },
    birthMatches: { ja: '生年月日が合う', en: 'Birth date agrees' },
    birthDiffers: { ja: '生年月日が違う', en: 'Birth date differs' },
    birthUnknown: { ja: '生年月日は不明', en: 'Birth date not known' },
  },
  take: { ja: '申し出を受け付ける', en: 'Take the request' },
  takeUnknown: { ja: '証明書が不明のまま受け付ける', en: 'Take it without a certificate' },
  script: {
    title: { ja: '電話の手順', en: 'Script of the call' },
    taken: { ja: '申し出を受け付けました', en: 'The request is taken' },
    toTake: {
      ja: '証明書を選び、申し出を受け付ける',
      en: 'Choose the certificate, take the request',
    },
    callBack: { ja: 'いったん切り、登録の番号に折り返す', en: 'Hang up, call the number on file' },
    identity: { ja: '本人であることを確かめる', en: 'Make sure who it is' },
    reason: { ja: '理由を選ぶ', en: 'Choose the reason' },
    tell: { ja: '伝える', en: 'Tell' },
    say: {
      ja: 'ただいま失効を記録しました。公開を確かめたら、もう一度お知らせします。',
      en: 'The revocation has been recorded. You will be told again once it is published.',
    },
  },
  revoke: { ja: 'この証明書の失効を記録する', en: 'Record the revocation of this certificate' },
  record: { ja: '折返しを記録する', en: 'Record the call-back' },
  compared: {
    ja: '発行番号と指紋の両方が、この人のもの',
    en: 'Serial number and fingerprint are both this person’s',
  },
  alone: (minutes: number): Said => ({
    ja: `1人で記録できます。${minutes}分以内に別の承認者が確かめます。元に戻せません。`,
    en: `One person may record it; another approver confirms it within ${minutes} minutes. It cannot be undone.`,
  }),
  confirmers: (names: readonly string[]): Said =>
    names.length > 0
      ? { ja: `確かめる人: ${names.join('、')}`, en: `Who can confirm: ${names.join(', ')}.` }
      : {
          ja: '確かめる人がいません。責任者に電話してください。',
          en: 'Nobody can confirm. Call whoever is responsible.',
        },
  suspend: { ja: '疑いとして一時停止する', en: 'Suspend it as doubtful' },
  closed: {
    ja: 'この請求は、緊急の手順では決められません。',
    en: 'This request cannot be decided by the emergency script.',
  },
  mayTake: {
    ja: '申し出を受け付けるのは、受付・審査担当者・承認者です。',
    en: 'Reception, examiners and approvers take requests.',
  },
  after: {
    title: { ja: '記録したあと、自動で進むこと', en: 'What goes on by itself' },
    done: { ja: '済み', en: 'Done' },
    turn: { ja: 'あなたの番', en: 'Your turn' },
    running: { ja: '進行中', en: 'Under way' },
    next: { ja: '次', en: 'Next' },
    taken: { ja: '申し出を受け付けた', en: 'The request was taken' },
    granted: { ja: '失効を決める', en: 'The revocation is granted' },
    recorded: { ja: '失効を記録し、本人に知らせる', en: 'It is recorded, and the subscriber told' },
    published: {
      ja: 'CRLとOCSPを公開し、読み戻す',
      en: 'CRL and OCSP are published and read back',
    },
    told: { ja: '本人に「公開した」と知らせる', en: 'The subscriber is told that it is published' },
    confirmed: { ja: '別の承認者が事後に確かめる', en: 'Another approver confirms it' },
    within15: { ja: '15分以内', en: 'within 15 min' },
    usually: { ja: 'ふつう30秒', en: 'usually 30 s' },
    atOnce: { ja: '直後', en: 'at once' },
    within60: { ja: '60分以内', en: 'within 60 min' },
  },
} as const;

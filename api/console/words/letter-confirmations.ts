import type { Said } from './said.ts';

/** The vendor's answers, as a CSV. */
export const confirmations = {
  title: { ja: '業者のCSVの取り込み', en: 'Importing the vendor’s CSV' },
  lead: {
    ja: '印刷・発送・配達の知らせを、手紙ごとに記録します。',
    en: 'What was printed, posted and delivered is recorded letter by letter.',
  },
  form: {
    title: { ja: 'ファイルを選ぶ', en: 'Choose the file' },
    file: { ja: 'CSVファイル', en: 'CSV file' },
    hint: {
      ja: '1行目は dispatch,event,at,tracking',
      en: 'first line: dispatch,event,at,tracking',
    },
    again: {
      ja: '同じファイルを何度取り込んでも、一度だけ数えます。',
      en: 'The same file may be imported again; each row counts once.',
    },
    events: {
      ja: 'event は printed・posted・delivered のどれかです。',
      en: 'event is printed, posted or delivered.',
    },
    limits: (rows: string, kilobytes: string): Said => ({
      ja: `${rows}行、${kilobytes}KBまで。`,
      en: `At most ${rows} rows and ${kilobytes} KB.`,
    }),
    submit: { ja: '取り込む', en: 'Import' },
  },
  role: {
    ja: '受付か発行担当者が取り込みます。',
    en: 'Reception or an issuing operator imports it.',
  },
  refused: {
    heading: {
      ja: '1行目が違います。何も記録していません。',
      en: 'The first line is another one. Nothing was recorded.',
    },
    tooLong: {
      ja: '長すぎます。分けてください。何も記録していません。',
      en: 'It is too long. Split it. Nothing was recorded.',
    },
    empty: {
      ja: '行がありません。何も記録していません。',
      en: 'It has no rows. Nothing was recorded.',
    },
    unreadable: {
      ja: 'UTF-8の文字として読めません。何も記録していません。',
      en: 'It is no text in UTF-8. Nothing was recorded.',
    },
  },
  result: {
    title: { ja: '取り込みの結果', en: 'What became of it' },
    counts: (recorded: string, known: string, wrong: string): Said => ({
      ja: `記録 ${recorded}行・記録ずみ ${known}行・記録せず ${wrong}行`,
      en: `${recorded} recorded, ${known} known before, ${wrong} not recorded`,
    }),
    row: { ja: '行', en: 'Row' },
    letter: { ja: '手紙', en: 'Letter' },
    became: { ja: '結果', en: 'Result' },
  },
  events: {
    printed: { ja: '印刷', en: 'printed' },
    posted: { ja: '発送', en: 'posted' },
    delivered: { ja: '配達', en: 'delivered' },
  },
  rows: {
    recorded: { ja: '記録しました。', en: 'Recorded.' },
    pending: { ja: '記録ずみ。反映を待っています。', en: 'Known already; being applied.' },
    applied: { ja: '記録ずみです。', en: 'Known already.' },
    refused: {
      ja: '何度も拒まれました。管理者に知らせてください。',
      en: 'Refused too often. Tell an administrator.',
    },
    columns: { ja: '列の数が違います。', en: 'The number of columns is wrong.' },
    dispatch: { ja: '発送番号の形が違います。', en: 'This is no number of a dispatch.' },
    event: { ja: 'event が違います。', en: 'There is no such event.' },
    at: { ja: '日時の形が違います。', en: 'The instant is malformed.' },
    inFuture: { ja: '日時が未来です。', en: 'The instant is to come.' },
    trackingMissing: { ja: '引受番号がありません。', en: 'The tracking number is missing.' },
    trackingWrong: { ja: '引受番号の形が違います。', en: 'The tracking number is malformed.' },
    unknown: { ja: 'この番号の手紙はありません。', en: 'There is no such letter.' },
    notInLot: {
      ja: 'まだ封をしていない手紙です。業者に確かめてください。',
      en: 'The letter is not sealed yet. Ask the vendor.',
    },
    noAddress: {
      ja: '住所を読めません。管理者に知らせてください。',
      en: 'The address cannot be read. Tell an administrator.',
    },
  },
} as const;

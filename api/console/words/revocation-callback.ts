import type { Said } from './said.ts';

/** The call-back to the number on file, and the script of an emergency. */
export const revocationCallback = {
  title: { ja: '折返しの電話を記録する', en: 'Record a call-back' },
  lead: {
    ja: 'かけてきた番号ではなく、申込みに登録された番号へ折り返します。',
    en: 'Call the number on file, not the one the call came from.',
  },
  number: { ja: '登録の番号', en: 'Number on file' },
  noNumber: {
    ja: '登録の番号を読めません。折返しでは確かめられません。',
    en: 'The number on file cannot be read. A call-back cannot confirm.',
  },
  questions: { ja: '3つの質問(合ったものに印)', en: 'Three questions (mark those answered right)' },
  expected: { ja: '記録の答え', en: 'Answer on file' },
  unknown: { ja: '記録から読めません', en: 'cannot be read' },
  rule: {
    ja: '2つ合えば本人です。答えそのものは記録しません。',
    en: 'Two right answers confirm the person. The answers themselves are not recorded.',
  },
  result: { ja: '電話の結果', en: 'What came of the call' },
  results: {
    confirmed: { ja: '失効を求めていると答えた', en: 'Reached, and asks for the revocation' },
    notReached: { ja: 'つながらない', en: 'Not reached' },
    denied: { ja: '求めていないと答えた', en: 'Reached, and did not ask for it' },
  },
  record: { ja: '折返しを記録する', en: 'Record the call-back' },
  done: (result: Said): Said => ({ ja: `記録済み: ${result.ja}`, en: `Recorded: ${result.en}.` }),
  right: (count: number): Said => ({ ja: `3つのうち${count}つ合う`, en: `${count} of 3 right` }),
  problem: {
    ja: '結果を選んでください。何も記録していません。',
    en: 'Choose what came of the call. Nothing is recorded.',
  },
} as const;

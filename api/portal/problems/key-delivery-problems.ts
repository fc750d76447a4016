import type { ProblemType } from '../../middleware/problem-details.ts';
import { httpStatus } from '../../middleware/problem-details.ts';

/** Problems of the 利用者識別符号 and its redemption. */
export const keyDeliveryProblems = {
  codeNotMade: {
    slug: 'code-not-made',
    status: 404,
    title: {
      ja: 'この番号の利用者識別符号はありません',
      en: 'The application has no code of this number',
    },
    help: {
      ja: '利用者識別符号は、申込みの状況が keyDelivery になってから作られます。番号は GET …/key-delivery で確かめてください。',
      en: 'A code is made once the application is in `keyDelivery`. `GET …/key-delivery` says its number.',
    },
  },
  redemptionNonceInvalid: {
    slug: 'redemption-nonce-invalid',
    status: 422,
    title: { ja: '乱数が使えません', en: 'The nonce cannot be used' },
    help: {
      ja: '何も記録されていません。GET …/key-delivery で新しい乱数を受け取り、MACと所持証明を作り直してください。乱数は24時間使えます。',
      en: 'Nothing was recorded. Get a new nonce by `GET …/key-delivery`, and make MAC and proofs anew. A nonce is valid for 24 hours.',
    },
  },
  redemptionKeysIncomplete: {
    slug: 'redemption-keys-incomplete',
    status: 422,
    title: {
      ja: '公開鍵が証明書ごとに1つではありません',
      en: 'There is not one key for each certificate',
    },
    help: {
      ja: '何も記録されていません。orders にある証明書ごとに、公開鍵と所持証明を1つずつ送ってください。',
      en: 'Nothing was recorded. Send one key with its proof for each certificate in `orders`.',
    },
  },
  tooManyRedemptions: {
    slug: 'too-many-redemptions',
    status: httpStatus.TooManyAttempts,
    title: {
      ja: 'この利用者識別符号の届出が多すぎます',
      en: 'There were too many redemptions of this code',
    },
    help: {
      ja: '何も記録されていません。1つの利用者識別符号で受け付ける届出は30回までです。再送をお申し出ください。',
      en: 'Nothing was recorded. 30 redemptions are received under one code. Ask for another code.',
    },
  },
  tooManyWrongCodes: {
    slug: 'too-many-wrong-codes',
    status: httpStatus.TooManyAttempts,
    title: {
      ja: '利用者識別符号の誤りが続いています',
      en: 'There were too many wrong codes from this address',
    },
    help: {
      ja: '何も記録されていません。同じ端末からの誤りは1時間に20回までです。Retry-After の秒数を待ってください。',
      en: 'Nothing was recorded. An address may send 20 wrong codes an hour. Wait for the seconds in `Retry-After`.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

import type { ProblemType } from '../../middleware/problem-details.ts';

/** Problems of requests with an `Idempotency-Key`. */
export const keyOfRequestProblems = {
  idempotencyKeyMalformed: {
    slug: 'idempotency-key-malformed',
    status: 400,
    title: {
      ja: 'Idempotency-Keyの形式が正しくありません',
      en: 'The Idempotency-Key is malformed',
    },
    help: {
      ja: '引用符で囲んだ255字までのASCIIの文字列にしてください。要求ごとに新しいUUIDが適しています。',
      en: 'Send a quoted string of at most 255 ASCII characters: a new UUID for each request does.',
    },
  },
  idempotencyKeyReused: {
    slug: 'idempotency-key-reused',
    status: 422,
    title: {
      ja: 'このIdempotency-Keyは別の内容で使われています',
      en: 'The Idempotency-Key was sent with another body',
    },
    help: {
      ja: '同じ鍵で送り直せるのは、一字一句同じ本文だけです。別の要求には新しい鍵を使ってください。',
      en: 'Only the very same body may be sent again under a key. Use a new key for another request.',
    },
  },
  requestUnderWay: {
    slug: 'request-under-way',
    status: 409,
    title: { ja: '同じ要求を処理しています', en: 'The same request is under way' },
    help: {
      ja: 'Retry-After の秒数を待ってから、同じ要求を同じ鍵でもう一度送ってください。',
      en: 'Wait for the seconds in `Retry-After`, then send the same request under the same key.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

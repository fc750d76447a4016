import type { ProblemType } from '../../middleware/problem-details.ts';
import { httpStatus } from '../../middleware/problem-details.ts';

/** Problems of a request as such: who sends it, and whether it reads. */
export const requestProblems = {
  malformedRequest: {
    slug: 'malformed-request',
    status: httpStatus.MalformedRequest,
    title: { ja: '要求の形式が正しくありません', en: 'The request is malformed' },
    help: {
      ja: '本文がJSONでないか、項目が足りないか、値の形式が違います。errors の示す場所を直してください。',
      en: 'The body is no JSON, or a member is missing or of another form. Mend what `errors` names.',
    },
  },
  mediaTypeUnsupported: {
    slug: 'media-type-unsupported',
    status: httpStatus.MediaTypeUnsupported,
    title: { ja: '本文の種類に対応していません', en: 'The media type is not supported' },
    help: {
      ja: '本文は application/json、書類は application/octet-stream で送ってください。',
      en: 'Send the body as application/json, a document as application/octet-stream.',
    },
  },
  bodyTooLarge: {
    slug: 'body-too-large',
    status: httpStatus.BodyTooLarge,
    title: { ja: '本文が大きすぎます', en: 'The body is too large' },
    help: {
      ja: '上限は limitOctets のとおりです。署名データ（CMS）は1 MiBまで受け付けます。',
      en: 'The limit is `limitOctets`. A signature container may have up to 1 MiB.',
    },
  },
  authenticationRequired: {
    slug: 'authentication-required',
    status: httpStatus.AuthenticationRequired,
    title: { ja: '受付窓口を確認できません', en: 'The portal is not known' },
    help: {
      ja: 'POST /oauth/token で受け取ったトークンを Authorization: Bearer に付けてください。トークンは10分で切れ、受付窓口を閉じたときと鍵を外したときにも切れます。',
      en: 'Send a token of POST /oauth/token as `Authorization: Bearer`. It ends after ten minutes, and when the portal is closed or loses a key.',
    },
  },
  portalClosed: {
    slug: 'portal-closed',
    status: 403,
    title: { ja: 'この受付窓口は閉じています', en: 'This portal is closed' },
    help: {
      ja: 'この受付窓口からの受付は止められています。運営者にお問い合わせください。',
      en: 'Nothing is taken from this portal at present. Please ask the operator.',
    },
  },
  intakeStopped: {
    slug: 'intake-stopped',
    status: httpStatus.SwitchOff,
    title: { ja: '新しい申込みを受け付けていません', en: 'No new application is taken here' },
    help: {
      ja: 'この受付窓口、本人確認の方法、認証業務またはアプリの新しい申込みを止めています（switch のとおり）。この申込みは受け付けていません。再開後、文面の有効期限までに同じ要求をもう一度送ってください。すでに受け付けた申込みの補正は送れます。',
      en: 'New applications of this portal, identity route, service or app are stopped, as `switch` says. This one was not received. Send the same request again once they are taken, before its text expires. Corrections of what was received before are still taken.',
    },
  },
  tooManyRequests: {
    slug: 'too-many-requests',
    status: httpStatus.TooManyAttempts,
    title: { ja: '要求が多すぎます', en: 'There are too many requests' },
    help: {
      ja: '何も記録されていません。Retry-After の秒数を待ってから、同じ要求をもう一度送ってください。',
      en: 'Nothing was recorded. Wait for the seconds in `Retry-After`, then send the same request again.',
    },
  },
  notFound: {
    slug: 'not-found',
    status: 404,
    title: { ja: '見つかりません', en: 'Not found' },
    help: { ja: 'このアドレスには何もありません。', en: 'There is nothing at this address.' },
  },
  sandboxUnavailable: {
    slug: 'sandbox-unavailable',
    status: 503,
    title: { ja: '模擬環境が応えません', en: 'The simulator does not answer' },
    help: {
      ja: '見本のカードは、いま使えません。しばらくしてから同じ要求をもう一度送ってください。',
      en: 'Cards of the sandbox cannot be had for the moment. Send the same request again after a while.',
    },
  },
  methodNotAllowed: {
    slug: 'method-not-allowed',
    status: 405,
    title: { ja: 'このメソッドには対応していません', en: 'The method is not allowed here' },
    help: {
      ja: 'このアドレスで使えるメソッドは Allow のとおりです。',
      en: 'The methods that this address takes stand in `Allow`.',
    },
  },
  databaseUnavailable: {
    slug: 'database-unavailable',
    status: httpStatus.DatabaseUnavailable,
    title: { ja: '一時的に受け付けられません', en: 'Nothing can be taken for the moment' },
    help: {
      ja: '何も記録されていません。しばらくしてから同じ要求をもう一度送ってください。',
      en: 'Nothing was recorded. Please send the same request again after a while.',
    },
  },
  booksBehind: {
    slug: 'books-behind',
    status: httpStatus.BooksBehind,
    title: { ja: '受付を止めています', en: 'Nothing is taken at present' },
    help: {
      ja: '記録の復旧を待っています。何も記録されていません。復旧後に同じ要求をもう一度送ってください。',
      en: 'The records are being recovered. Nothing was recorded; send the same request again later.',
    },
  },
  unexpectedFailure: {
    slug: 'unexpected-failure',
    status: 500,
    title: { ja: '予期しない障害が起きました', en: 'An unexpected failure' },
    help: {
      ja: '同じ要求をもう一度送っても差し支えありません。続くときは incident の番号をお知らせください。',
      en: 'The same request may be sent again. If it goes on, tell us the number in `incident`.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

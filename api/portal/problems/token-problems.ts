import type { ProblemType } from '../../middleware/problem-details.ts';

/** Why a portal gets no token, by the code of RFC 6749 §5.2; each is a page, as any other problem is. */
export const tokenProblems = {
  tokenRequestInvalid: {
    slug: 'token-request-invalid',
    status: 400,
    title: { ja: 'トークンの要求の形式が正しくありません', en: 'The token request is malformed' },
    help: {
      ja: '本文は application/x-www-form-urlencoded で、grant_type・client_assertion_type・client_assertion を一つずつ送ってください。',
      en: 'Send `grant_type`, `client_assertion_type` and `client_assertion`, once each, as application/x-www-form-urlencoded.',
    },
  },
  tokenClientInvalid: {
    slug: 'token-client-invalid',
    status: 401,
    title: {
      ja: '受付窓口の署名を確認できません',
      en: 'The assertion of the portal does not hold',
    },
    help: {
      ja: 'client_assertion は、登録された鍵で署名したJWTです。error_description が理由です。audはこのサーバーのissuerかトークンのURL一つだけ、expは5分以内、jtiは毎回新しくしてください。',
      en: '`client_assertion` is a JWT signed by a registered key; `error_description` says what does not hold. One `aud`: the issuer or the URL for tokens; `exp` within five minutes; a new `jti` each time.',
    },
  },
  tokenPortalClosed: {
    slug: 'token-portal-closed',
    status: 400,
    title: { ja: '閉じている受付窓口です', en: 'The portal is closed' },
    help: {
      ja: '閉じている間、トークンはお渡しできません。運営者にお問い合わせください。',
      en: 'While it is closed it gets no token. Please ask the operator.',
    },
  },
  tokenGrantUnsupported: {
    slug: 'token-grant-unsupported',
    status: 400,
    title: { ja: 'この方法ではトークンをお渡しできません', en: 'There is no token by this grant' },
    help: {
      ja: 'grant_type は client_credentials だけです。',
      en: 'The only `grant_type` is `client_credentials`.',
    },
  },
  tokenScopeInvalid: {
    slug: 'token-scope-invalid',
    status: 400,
    title: { ja: 'scopeはありません', en: 'There are no scopes' },
    help: {
      ja: '受付窓口のトークンは、その受付窓口のことすべてに使えます。scope を付けずに送ってください。',
      en: 'A token serves for all that a portal may do, and no more. Leave `scope` out.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

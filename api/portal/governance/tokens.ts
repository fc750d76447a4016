import { createRoute, OpenAPIHono, z, type Hook } from '@hono/zod-openapi';
import { portalAlgorithms } from '../../../domain/governance/portal-keys.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { requireNoWait } from '../limits.ts';
import { problems } from '../problems/catalogue.ts';
import { ASSERTION_TYPE, giveToken, TOKEN_PATH, TOKEN_SECONDS } from './give-token.ts';
import { tokenErrorBody, tokenErrors, TokenRefused, type TokenError } from './token-errors.ts';

const BODY_OCTETS_MAX = 16 * 1024;

const FORM = 'application/x-www-form-urlencoded';

const tokenRequest = z
  .object({
    grant_type: z.string().openapi({ example: 'client_credentials' }),
    client_assertion_type: z.string().openapi({ example: ASSERTION_TYPE }),
    client_assertion: z.string().min(1).max(8192).openapi({
      description:
        '登録された鍵で署名したJWT / JWT signed by a registered key: `kid`, `iss` = `sub` = the portal, one `aud`, `exp`, `jti`',
    }),
    client_id: z.string().optional(),
    scope: z.string().optional(),
  })
  .openapi('TokenRequest');

const tokenAnswer = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().openapi({ example: TOKEN_SECONDS }),
  })
  .openapi('Token');

const tokenError = z
  .object({
    error: z.enum(Object.keys(tokenErrors) as [TokenError, ...TokenError[]]),
    error_description: z.string(),
    error_uri: z.string().openapi({ description: '説明のページ / Page that explains it' }),
  })
  .openapi('TokenError');

const refused = (description: string) => ({
  description,
  content: { 'application/json': { schema: tokenError } },
});

const tokenRoute = createRoute({
  method: 'post',
  path: TOKEN_PATH,
  operationId: 'giveToken',
  tags: ['access'],
  summary: 'トークンの交付 / A token for a portal (OAuth 2.0, private_key_jwt)',
  description:
    '登録された鍵の署名（RFC 7523）と引き換えに、10分間のトークンを渡します。同じ署名は一度しか使えません。\n\n' +
    'Gives a token of ten minutes for an assertion signed by a registered key (RFC 6749 §4.4, RFC 7523 §2.2). An assertion serves once.',
  middleware: [bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge)] as const,
  request: { body: { required: true, content: { [FORM]: { schema: tokenRequest } } } },
  responses: {
    200: {
      description: 'トークン / The token',
      content: { 'application/json': { schema: tokenAnswer } },
    },
    400: refused('要求の誤り / Refused (RFC 6749 §5.2)'),
    401: refused('受付窓口の不明 / Portal unknown (`invalid_client`)'),
    ...problemAnswers(413, 415, 429, 503),
  },
});

const metadataSchema = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string(),
    grant_types_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
    service_documentation: z.string(),
  })
  .openapi('AuthorizationServer');

const metadataRoute = createRoute({
  method: 'get',
  path: '/.well-known/oauth-authorization-server',
  operationId: 'readAuthorizationServer',
  tags: ['access'],
  summary: 'トークンの渡し方 / How tokens are given (RFC 8414)',
  responses: {
    200: {
      description: 'RFC 8414',
      content: { 'application/json': { schema: metadataSchema } },
    },
    ...problemAnswers(429),
  },
});

const metadataOf = (publicUrl: string) => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}${TOKEN_PATH}`,
  grant_types_supported: ['client_credentials'],
  // There is no authorization endpoint; the member is required all the same (RFC 8414 §2).
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: [...portalAlgorithms],
  service_documentation: `${publicUrl}/docs`,
});

/** A form that does not fit is answered in the words of OAuth, as everything else here is. */
const refuseMalformed: Hook<unknown, PortalEnvironment, string, void> = (result) => {
  if (!result.success) throw new TokenRefused('invalid_request');
};

const CHALLENGE = 'Bearer realm="toroku", error="invalid_client"';

/** `POST /oauth/token`, and what says how it is asked. */
export function tokens(deps: PortalDependencies): OpenAPIHono<PortalEnvironment> {
  const { limits, publicUrl } = deps;
  const app = new OpenAPIHono<PortalEnvironment>({ defaultHook: refuseMalformed });
  app.onError((error, c) => {
    if (!(error instanceof TokenRefused)) throw error;
    const body = tokenErrorBody(error, `${publicUrl}/problems`);
    if (error.error !== 'invalid_client') return c.json(body, 400);
    return c.json(body, 401, { 'WWW-Authenticate': CHALLENGE });
  });
  app.use(TOKEN_PATH, async (c, next) => {
    // What is refused counts against its source; a portal that is known, against the portal. Nothing is refused before it was
    // looked at: strangers who come from where a portal comes from shall not keep it from its tokens.
    await next();
    if (!c.var.quota) requireNoWait(limits.strangers.take(sourceOf(c)));
  });
  app.openapi(tokenRoute, async (c) => {
    const { token, seconds } = await giveToken(deps, c.req.valid('form'), (quota) =>
      c.set('quota', quota),
    );
    return c.json({ access_token: token, token_type: 'Bearer' as const, expires_in: seconds }, 200);
  });
  app.openapi(metadataRoute, (c) => {
    c.header('Cache-Control', 'public, max-age=3600');
    return c.json(metadataOf(publicUrl), 200);
  });
  return app;
}

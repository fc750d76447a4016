import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Portal } from '../../../db/application/portal-register.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationId, sha256 } from './field-schemas.ts';
import { handOutOther, type OwnLines } from './text-of-transaction.ts';

const BODY_OCTETS_MAX = 16 * 1024;

const textAnswer = z
  .object({
    applicationId: applicationId.optional().openapi({
      description:
        '申込番号（失効の請求でないとき）/ Application id, unless it is about a revocation',
    }),
    requestId: applicationId.optional().openapi({
      description: '失効の請求の番号 / Number of a revocation request',
    }),
    text: z.string().openapi({
      description:
        '文書。UTF-8の一字一句が署名の対象 / The text; its very octets are what is signed',
    }),
    textSha256: sha256,
    nonce: z.string(),
    expiresAt: z.string(),
  })
  .openapi('TextToSign');

/** A transaction whose text is handed out: what is asked for, and which lines that gives. */
export interface TextRoute<Request> {
  readonly operationId: string;
  readonly tag: 'application' | 'certificate' | 'revocation';
  readonly summary: string;
  readonly description: string;
  /** Body of the request. */
  readonly schema: z.ZodType<Request>;
  /** A closed portal may ask for it too: nothing keeps a subscriber from having a certificate revoked. */
  readonly isAlwaysOpen?: boolean;
  /** Lines of the text. @throws Refusal for what can never succeed, so that nobody signs in vain. */
  readonly linesOf: (request: Request, portal: Portal) => Promise<OwnLines>;
}

const routeOf = <Request>(deps: PortalDependencies, given: TextRoute<Request>) =>
  createRoute({
    method: 'post',
    path: '/',
    operationId: given.operationId,
    tags: [given.tag],
    summary: given.summary,
    description: given.description,
    security: [{ portalToken: [] }],
    middleware: [
      authenticate(deps),
      ...(given.isAlwaysOpen === true ? [] : [requireOpen]),
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ],
    request: {
      body: { required: true, content: { 'application/json': { schema: given.schema } } },
    },
    responses: {
      201: {
        description: '交付した文書 / The text that was handed out',
        content: {
          'application/json': { schema: textAnswer },
          'text/plain': { schema: z.string() },
        },
        headers: z.object({
          'Text-Sha256': z.string().optional(),
          'Text-Nonce': z.string().optional(),
          'Text-Expires': z.string().optional(),
        }),
      },
      ...problemAnswers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
  });

/** `POST` that hands out a text: as JSON, or with `Accept: text/plain` its octets and nothing else. */
export const textRoutes = <Request>(deps: PortalDependencies, given: TextRoute<Request>) =>
  new OpenAPIHono<PortalEnvironment>().openapi(routeOf(deps, given), async (c) => {
    const { portal } = c.var;
    // What the schema made of the body: the types of a schema that is not known here say less.
    const lines = await given.linesOf(c.req.valid('json' as never) as Request, portal);
    const { octets, ...handedOut } = await handOutOther(deps, portal, lines);
    const text = octets.toString('utf8');
    if (c.req.header('Accept')?.trim().startsWith('text/plain') === true) {
      c.header('Text-Sha256', handedOut.textSha256);
      c.header('Text-Nonce', handedOut.nonce);
      c.header('Text-Expires', handedOut.expiresAt);
      return c.text(text, 201);
    }
    const number =
      lines.kind === 'revocation'
        ? { requestId: lines.requestId }
        : { applicationId: lines.applicationId };
    return c.json({ ...number, ...handedOut, text }, 201);
  });

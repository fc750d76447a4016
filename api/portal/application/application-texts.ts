import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { bodySize } from '../../middleware/body-size.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { handOutText } from './hand-out.ts';
import { textAnswer, textRequest } from './text-schemas.ts';

const BODY_OCTETS_MAX = 64 * 1024;

const route = (deps: PortalDependencies) =>
  createRoute({
    method: 'post',
    path: '/',
    operationId: 'handOutApplicationText',
    tags: ['application'],
    summary: '申込書の交付 / Hand out the text to be signed',
    description:
      '値から利用申込書を作って返します。Accept: text/plain を付けると、署名の対象となる一字一句がそのまま本文になります。\n\n' +
      'Builds the application text from values. With `Accept: text/plain` the body is the very octets to be signed.',
    security: [{ portalToken: [] }],
    middleware: [
      authenticate(deps),
      requireOpen,
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: textRequest } } },
    },
    responses: {
      201: {
        description: '交付した申込書 / The text that was handed out',
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
      ...problemAnswers(400, 401, 403, 409, 413, 415, 422, 429, 503),
    },
  });

/** POST, because each call makes another text: nonce and times are ours. */
export const applicationTexts = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(route(deps), async (c) => {
    const { octets, ...handedOut } = await handOutText(deps, c.var.portal, c.req.valid('json'));
    if (c.req.header('Accept')?.trim().startsWith('text/plain') === true) {
      c.header('Text-Sha256', handedOut.textSha256);
      c.header('Text-Nonce', handedOut.nonce);
      c.header('Text-Expires', handedOut.expiresAt);
      return c.text(octets.toString('utf8'), 201);
    }
    return c.json({ ...handedOut, text: octets.toString('utf8') }, 201);
  });

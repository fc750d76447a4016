import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { askSimulator } from './ask-simulator.ts';

const CARD_OCTETS_MAX = 64 * 1024;
const SIGNED_OCTETS_MAX = 1024 * 1024;

const common = { tags: ['sandbox'], security: [{ portalToken: [] }] };

const personasRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    method: 'get',
    path: '/personas',
    operationId: 'listPersonas',
    summary: '見本の申込者 / Personas that the simulator plays',
    middleware: [authenticate(deps)] as const,
    responses: {
      200: {
        description: '見本の申込者と、それぞれで確かめられること / Each with what it is there for',
        content: {
          'application/json': {
            schema: z.object({
              personas: z.array(z.object({ name: z.string(), ja: z.string(), en: z.string() })),
            }),
          },
        },
      },
      ...problemAnswers(401, 429, 503),
    },
  });

const cardBody = z
  .strictObject({
    persona: z.string().max(64).openapi({ example: 'ordinary' }),
  })
  .openapi('SandboxCardRequest');

const card = z
  .object({
    cardId: z.string(),
    persona: z.string().optional(),
    person: z
      .object({ name: z.string(), writtenName: z.string(), nameSubstitutes: z.string() })
      .openapi({ description: '申込書に書く氏名と、代替文字の位置 / Name to apply under' }),
    certificate: z.base64().openapi({ description: 'DER' }),
  })
  .openapi('SandboxCard');

const cardsRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    method: 'post',
    path: '/cards',
    operationId: 'issueSandboxCard',
    summary: '見本のカードの発行 / Issue a card to a persona',
    description:
      '見本の申込者にカードを発行します。鍵は模擬環境の中にあります。\n\n' +
      'Issues a card to a persona, somebody new each time. Its key stays in the simulator.',
    middleware: [authenticate(deps), bodySize(CARD_OCTETS_MAX, problems.bodyTooLarge)] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: cardBody } } },
    },
    responses: {
      201: {
        description: '発行したカード / The card',
        content: { 'application/json': { schema: card } },
      },
      ...problemAnswers(400, 401, 413, 415, 429, 503),
    },
  });

const octets = { schema: { type: 'string', format: 'binary' } } as const;

const signaturesRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    method: 'post',
    path: '/cards/{cardId}/signatures',
    operationId: 'signWithSandboxCard',
    summary: '見本のカードによる署名 / Sign a text with a card',
    description:
      '本文のオクテット列に署名し、署名データを返します。\n\n' +
      'Signs the octets of the body as the card does, and answers with the container.',
    middleware: [authenticate(deps), bodySize(SIGNED_OCTETS_MAX, problems.bodyTooLarge)] as const,
    request: {
      params: z.object({
        cardId: z
          .string()
          .regex(/^[\w-]{1,64}$/)
          .openapi({ param: { name: 'cardId', in: 'path' } }),
      }),
      query: z.object({
        container: z.enum(['cms', 'pdf', 'xml']).optional(),
        detached: z.enum(['true', 'false']).optional(),
      }),
      body: { required: true, content: { 'application/octet-stream': octets } },
    },
    responses: {
      201: {
        description: '署名データ / The container',
        content: {
          'application/pkcs7-signature': octets,
          'application/pdf': octets,
          'application/xml': octets,
        },
      },
      ...problemAnswers(400, 401, 404, 413, 429, 503),
    },
  });

/** Tells in every answer, also of errors, that nothing here is real. */
export const tellSandbox = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set('Toroku-Sandbox', 'true');
});

/** What was said; the card's own habits hold for the rest. */
const given = (query: Readonly<Record<string, string | undefined>>): [string, string][] =>
  Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

/** `/sandbox`: personas and their cards, passed on to the simulator. Never there in production. */
export const sandboxRoutes = (deps: PortalDependencies, simulatorUrl: string) =>
  new OpenAPIHono<PortalEnvironment>()
    .openapi(personasRoute(deps), () => askSimulator(simulatorUrl, { path: '/personas' }))
    .openapi(cardsRoute(deps), (c) => {
      const body = JSON.stringify(c.req.valid('json'));
      const ask = { path: '/cards', body, type: 'application/json' };
      return askSimulator(simulatorUrl, ask);
    })
    .openapi(signaturesRoute(deps), async (c) => {
      const query = new URLSearchParams(given(c.req.valid('query'))).toString();
      const path = `/cards/${c.req.valid('param').cardId}/signatures?${query}`;
      const body = new Uint8Array(await c.req.arrayBuffer());
      // Whoever forgets the text would hold a signature over nothing, and look for the mistake at the office.
      if (body.length === 0) throw new Refusal(problems.malformedRequest);
      const ask = { path, body, type: 'application/octet-stream' };
      return askSimulator(simulatorUrl, ask);
    });

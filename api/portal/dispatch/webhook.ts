import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { replayBody, webhookBody, webhookKeys, webhookSchema } from './event-schemas.ts';

const BODY_OCTETS_MAX = 4096;

const common = { tags: ['event'], security: [{ portalToken: [] as string[] }] };

const small = bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge);

const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: webhookSchema } },
});

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/webhook',
    operationId: 'setWebhook',
    summary: '出来事の送り先の登録 / Set where events are posted',
    description:
      'ここからの出来事を、順に、署名（RFC 9421）を付けてPOSTします。2xxで答えるまで、時をおいて繰り返します。\n\n' +
      'Events from now on are posted there in order, signed (RFC 9421), and again later until a 2xx answers.',
    ...common,
    middleware: [authenticate(deps), small] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: webhookBody } } },
    },
    responses: {
      200: answer('登録しました / It is set'),
      ...problemAnswers(400, 401, 413, 422, 429, 503),
    },
  });

const getRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/webhook',
    operationId: 'readWebhook',
    summary: '出来事の送り先 / Where events are posted',
    ...common,
    middleware: [authenticate(deps), small] as const,
    responses: { 200: answer('送り先 / The address'), ...problemAnswers(401, 404, 429, 503) },
  });

const deleteRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'delete',
    path: '/webhook',
    operationId: 'removeWebhook',
    summary: '出来事の送信の停止 / Post events no more',
    ...common,
    middleware: [authenticate(deps), small] as const,
    responses: {
      204: { description: '止めました / Nothing more is posted' },
      ...problemAnswers(401, 429, 503),
    },
  });

const replayRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'post',
    path: '/webhook/replays',
    operationId: 'replayEvents',
    summary: '出来事の再送 / Post events once more',
    description:
      'after の次からの出来事を、もう一度送ります。同じ出来事は同じ番号（id）で届きます。前の依頼が済むまで、次の依頼は数えません。\n\n' +
      'Posts every event after `after` once more. The same event has the same `id` each time. While one order is open, others change nothing.',
    ...common,
    middleware: [authenticate(deps), small] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: replayBody } } },
    },
    responses: {
      202: { description: '受け付けました / They will be posted' },
      ...problemAnswers(400, 401, 404, 413, 429, 503),
    },
  });

const keysRoute = createRoute({
  method: 'get',
  path: '/webhook-keys',
  operationId: 'listWebhookKeys',
  tags: ['event'],
  summary: '送信の署名の鍵（JWK Set） / Keys that sign webhooks',
  responses: {
    200: {
      description: '使用中の鍵が先 / The one in use first',
      content: { 'application/json': { schema: webhookKeys } },
    },
    ...problemAnswers(429, 503),
  },
});

/** `PUT`, `GET`, `DELETE /webhook`, `POST /webhook/replays`, `GET /webhook-keys`. */
export function webhook(deps: PortalDependencies) {
  const { records, now } = deps;
  const find = async (portalId: string) => {
    const found = await records.webhooks.find(portalId);
    if (!found) throw new Refusal(problems.webhookUnknown);
    return { url: found.url, setAt: found.setAt.toISOString() };
  };
  return new OpenAPIHono<PortalEnvironment>()
    .openapi(putRoute(deps), async (c) => {
      const { url } = c.req.valid('json');
      const cause = await deps.judgeWebhookUrl(url);
      if (cause) throw new Refusal(problems.webhookAddressRefused, { members: { cause } });
      const setAt = now();
      await records.webhooks.set(c.var.portal.id, { url, setAt });
      return c.json({ url, setAt: setAt.toISOString() }, 200);
    })
    .openapi(getRoute(deps), async (c) => c.json(await find(c.var.portal.id), 200))
    .openapi(deleteRoute(deps), async (c) => {
      await records.webhooks.remove(c.var.portal.id, now());
      return c.body(null, 204);
    })
    .openapi(replayRoute(deps), async (c) => {
      await find(c.var.portal.id);
      await records.webhooks.repeat(c.var.portal.id, c.req.valid('json').after, now());
      return c.body(null, 202);
    })
    .openapi(keysRoute, async (c) => {
      const keys = await records.webhookKeys(now());
      const jwk = { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'Ed25519' } as const;
      return c.json({ keys: keys.map(({ kid, x }) => ({ ...jwk, kid, x })) }, 200);
    });
}

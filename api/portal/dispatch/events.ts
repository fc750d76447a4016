import { hash } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { eventView } from '../../../db/dispatch/portal-events.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { eventsPage, eventsQuery } from './event-schemas.ts';

const route = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/',
    operationId: 'listEvents',
    tags: ['event'],
    summary: '申込みの出来事 / What happened to applications of this portal',
    description:
      'after の次からの出来事を、順に答えます。next を次の after にすれば、一つも抜けません。\n\n' +
      'Events after a place, in order. Whoever asks after `next` each time misses none, also none that is committed late.',
    security: [{ portalToken: [] }],
    middleware: [authenticate(deps)] as const,
    request: { query: eventsQuery },
    responses: {
      200: {
        description: '出来事 / Events',
        content: { 'application/json': { schema: eventsPage } },
      },
      304: { description: '変わっていません / Not modified' },
      ...problemAnswers(400, 401, 429, 503),
    },
  });

/** `GET /events`: what a portal is told of its own cases. */
export const events = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(route(deps), async (c) => {
    const { after, limit } = c.req.valid('query');
    const page = await deps.records.events.after(c.var.portal.id, after, limit);
    const answer = {
      events: page.events.map(eventView),
      next: page.events.at(-1)?.position ?? after,
      hasMore: page.hasMore,
    };
    const tag = `"${hash('sha256', JSON.stringify(answer), 'base64url').slice(0, 22)}"`;
    c.header('ETag', tag);
    if (c.req.header('If-None-Match') === tag) return c.body(null, 304);
    return c.json(answer, 200);
  });

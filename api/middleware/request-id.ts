import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Said } from './problem-details.ts';

/** What travels with every request. */
export interface RequestVariables {
  requestId: string;
  /** What the person behind the request is told if it is refused. */
  toldWhenRefused?: Said;
}

/**
 * Gives each request an id of ours, in the header `X-Request-Id` of its answer and in problems. An id
 * that the caller sends is not taken over: it could be personal data, and it would reach the log.
 */
export const requestId: MiddlewareHandler<{ Variables: RequestVariables }> = async (c, next) => {
  const id = randomUUID();
  c.set('requestId', id);
  await next();
  c.res.headers.set('X-Request-Id', id);
};

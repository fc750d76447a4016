import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Refusal, type ProblemType } from './problem-details.ts';

/** Refuses a body with more octets than this before it is read whole. */
export function bodySize(limitOctets: number, problem: ProblemType): MiddlewareHandler {
  const refuse = (): never => {
    throw new Refusal(problem, { members: { limitOctets } });
  };
  const whileReading = bodyLimit({ maxSize: limitOctets, onError: refuse });
  return async (c, next) => {
    const announced = c.req.header('Content-Length');
    // The server holds a sender to the length it announced, and asking for the stream costs time.
    if (announced === undefined || c.req.header('Transfer-Encoding') !== undefined) {
      return whileReading(c, next);
    }
    if (Number(announced) > limitOctets) refuse();
    await next();
  };
}

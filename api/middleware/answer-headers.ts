import type { MiddlewareHandler } from 'hono';

/** An answer of an API is data: a browser that opens it shows no page, and runs nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Puts on every answer, also on errors, what keeps it from being cached, sniffed, framed or run. A route
 * that set a header itself keeps its own.
 */
export const answerHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', DATA_POLICY);
};

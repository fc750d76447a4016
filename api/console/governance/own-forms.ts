import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { PageRefused } from '../errors.tsx';

interface Headers {
  readonly header: (name: string) => string | undefined;
}

/**
 * Whether the browser says that a page of somebody else's sent the request. Our pages send no referrer, and so
 * their forms the origin `null`; there the browser's own word counts. Whoever says nothing has the token of
 * the form to show.
 */
export function isFromElsewhere({ header }: Headers, origin: string): boolean {
  const from = header('Origin');
  if (from !== undefined && from !== 'null') return from !== origin;
  const site = header('Sec-Fetch-Site');
  return site !== undefined && site !== 'same-origin';
}

/** Refuses whatever another site has a browser post. */
export const refuseForeignPosts =
  ({ origin }: { readonly origin: string }): MiddlewareHandler =>
  async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    const header = (name: string) => c.req.header(name);
    if (!isRead && isFromElsewhere({ header }, origin)) throw new PageRefused('refused');
    await next();
  };

/** Larger than any answer of an authenticator. */
const FORM_OCTETS_MAX = 64 * 1024;

/** Refuses a form that no page of ours could have sent, before it is read whole. */
export const refuseLargeForms: MiddlewareHandler = bodyLimit({
  maxSize: FORM_OCTETS_MAX,
  onError: () => {
    throw new PageRefused('refused');
  },
});

import { createMiddleware } from 'hono/factory';
import { Refusal } from '../middleware/problem-details.ts';
import { sourceOf } from '../middleware/source-of.ts';
import type { TokenBuckets } from '../middleware/token-buckets.ts';
import type { PortalEnvironment } from './environment.ts';
import { problems } from './problems/catalogue.ts';

/**
 * How much is answered: for each portal as it is registered, for each source that names no portal, and apart from those for
 * each source of subscribers, so that none of them uses up what the others have.
 */
export interface Limits {
  readonly portals: TokenBuckets;
  readonly strangers: TokenBuckets;
  readonly subscribers: TokenBuckets;
}

/** Refuses a request that has to wait. @throws Refusal 429 with the seconds, if there are any. */
export function requireNoWait(seconds: number): void {
  if (seconds > 0) throw new Refusal(problems.tooManyRequests, { retryAfterSeconds: seconds });
}

/** What a portal may ask still, for the headers of its answer. */
export interface Quota {
  readonly perMinute: number;
  readonly left: number;
}

/** Takes one of what a portal may ask. Tells what is left. @throws Refusal 429 */
export function takeOf(
  { portals }: Limits,
  { id, requestsPerMinute }: { readonly id: string; readonly requestsPerMinute: number },
  tell: (quota: Quota) => void,
): void {
  const seconds = portals.take(id, requestsPerMinute);
  tell({ perMinute: requestsPerMinute, left: portals.left(id, requestsPerMinute) });
  requireNoWait(seconds);
}

/** Says on each answer to a portal what it may ask still (draft-ietf-httpapi-ratelimit-headers): also on refusals. */
export const quotaHeaders = createMiddleware<PortalEnvironment>(async (c, next) => {
  await next();
  const { quota } = c.var;
  if (!quota) return;
  const { perMinute, left } = quota;
  const full = Math.ceil(((perMinute - left) * 60) / perMinute);
  c.res.headers.set('RateLimit-Policy', `"portal";q=${perMinute};w=60`);
  c.res.headers.set('RateLimit', `"portal";r=${left};t=${full}`);
});

/** Takes one of what a source may ask without naming a portal. */
export const limitSources = (buckets: TokenBuckets) =>
  createMiddleware<PortalEnvironment>(async (c, next) => {
    requireNoWait(buckets.take(sourceOf(c)));
    await next();
  });

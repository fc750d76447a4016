import { createMiddleware } from 'hono/factory';
import { Refusal } from '../middleware/problem-details.ts';
import { sourceOf } from '../middleware/source-of.ts';
import type { TokenBuckets } from '../middleware/token-buckets.ts';
import type { PortalEnvironment } from './environment.ts';
import { problems } from './problems/catalogue.ts';

/** How much is answered: for each portal, and for each source that names no portal. */
export interface Limits {
  readonly portals: TokenBuckets;
  readonly strangers: TokenBuckets;
}

/** Refuses a request that has to wait. @throws Refusal 429 with the seconds, if there are any. */
export function requireNoWait(seconds: number): void {
  if (seconds > 0) throw new Refusal(problems.tooManyRequests, { retryAfterSeconds: seconds });
}

/** Takes one of what a source may ask without naming a portal. */
export const limitStrangers = ({ strangers }: Limits) =>
  createMiddleware<PortalEnvironment>(async (c, next) => {
    requireNoWait(strangers.take(sourceOf(c)));
    await next();
  });

import type { MiddlewareHandler } from 'hono';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';

/**
 * Refuses what adds a means of coming in to whoever came in by the identity provider: it says who works there and signs
 * nothing, so whoever runs it must not become a second person.
 *
 * @throws PageRefused
 */
export const requirePasskeySession: MiddlewareHandler<ConsoleEnvironment> = async (c, next) => {
  if (c.get('session').method === 'oidc') throw new PageRefused('passkeySessionNeeded');
  await next();
};

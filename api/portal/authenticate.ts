import { createHash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Portal } from '../../db/application/portal-register.ts';
import { Refusal } from '../middleware/problem-details.ts';
import { sourceOf } from '../middleware/source-of.ts';
import type { PortalDependencies } from './dependencies.ts';
import type { PortalEnvironment } from './environment.ts';
import { requireNoWait, takeOf } from './limits.ts';
import { problems } from './problems/catalogue.ts';

const BEARER = /^Bearer ([\x21-\x7e]{8,512})$/i;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The challenge to a token that is none, or none any more (RFC 6750 §3.1). */
const TOKEN_INVALID = 'Bearer realm="toroku", error="invalid_token"';

/**
 * Lets registered portals through, by a token that `POST /oauth/token` gave or, in development, by one that never ends; of
 * both only a hash is kept. Each is answered as often as it is registered for.
 *
 * @throws Refusal before the database is asked, if a source has tried too many tokens; a token that was
 * good is asked for all the same, so that strangers behind the portal's own proxy do not lock it out.
 */
export const authenticate = ({ records: { portals }, limits, now }: PortalDependencies) => {
  const find = async (source: string, token: string): Promise<Portal | undefined> => {
    const hash = hashOf(token);
    if (!portals.remembers(hash)) requireNoWait(limits.strangers.wait(source));
    return portals.findByToken(hash, now());
  };
  return createMiddleware<PortalEnvironment>(async (c, next) => {
    // Where a key of the request was looked at first, the portal is known already and has been counted.
    if ((c.var as Partial<typeof c.var>).portal) return next();
    const source = sourceOf(c);
    const [, token] = BEARER.exec(c.req.header('Authorization') ?? '') ?? [];
    const portal = token === undefined ? undefined : await find(source, token);
    if (!portal) {
      requireNoWait(limits.strangers.take(source));
      const challenge = token === undefined ? {} : { challenge: TOKEN_INVALID };
      throw new Refusal(problems.authenticationRequired, challenge);
    }
    takeOf(limits, portal, (quota) => c.set('quota', quota));
    c.set('portal', portal);
    return next();
  });
};

/** Turns away portals from which nothing is taken at present; they still see what they sent. */
export const requireOpen = createMiddleware<PortalEnvironment>(async (c, next) => {
  if (!c.var.portal.isOpen) throw new Refusal(problems.portalClosed);
  await next();
});

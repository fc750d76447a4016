import { createHash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Portal } from '../../db/application/portal-register.ts';
import { Refusal } from '../middleware/problem-details.ts';
import { sourceOf } from '../middleware/source-of.ts';
import type { PortalDependencies } from './dependencies.ts';
import type { PortalEnvironment } from './environment.ts';
import { requireNoWait } from './limits.ts';
import { problems } from './problems/catalogue.ts';

const BEARER = /^Bearer ([\x21-\x7e]{8,512})$/i;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Lets registered portals through, by the token that only its hash is kept of, each as often as it may.
 *
 * A token of the sandbox kind: client credentials of OAuth 2.0 take its place without touching a route.
 *
 * @throws Refusal before the database is asked, if a source has tried too many tokens; a token that was
 * good is asked for all the same, so that strangers behind the portal's own proxy do not lock it out.
 */
export const authenticate = ({ records: { portals }, limits }: PortalDependencies) => {
  const find = async (source: string, token: string): Promise<Portal | undefined> => {
    const hash = hashOf(token);
    if (!portals.remembers(hash)) requireNoWait(limits.strangers.wait(source));
    return portals.findByToken(hash);
  };
  return createMiddleware<PortalEnvironment>(async (c, next) => {
    const source = sourceOf(c);
    const [, token] = BEARER.exec(c.req.header('Authorization') ?? '') ?? [];
    const portal = token === undefined ? undefined : await find(source, token);
    if (!portal) {
      requireNoWait(limits.strangers.take(source));
      throw new Refusal(problems.authenticationRequired);
    }
    requireNoWait(limits.portals.take(portal.id));
    c.set('portal', portal);
    await next();
  });
};

/** Turns away portals from which nothing is taken at present; they still see what they sent. */
export const requireOpen = createMiddleware<PortalEnvironment>(async (c, next) => {
  if (!c.var.portal.isOpen) throw new Refusal(problems.portalClosed);
  await next();
});

import { createHash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { PortalRegister } from '../../db/application/portal-register.ts';
import { Refusal } from '../middleware/problem-details.ts';
import type { PortalEnvironment } from './environment.ts';
import { problems } from './problems/catalogue.ts';

const BEARER = /^Bearer ([\x21-\x7e]{8,512})$/i;

/**
 * Lets registered portals through, by the token that only its hash is kept of.
 *
 * A token of the sandbox kind: client credentials of OAuth 2.0 take its place without touching a route.
 */
export const authenticate = (portals: PortalRegister) =>
  createMiddleware<PortalEnvironment>(async (c, next) => {
    const [, token] = BEARER.exec(c.req.header('Authorization') ?? '') ?? [];
    if (token === undefined) throw new Refusal(problems.authenticationRequired);
    const portal = await portals.findByToken(createHash('sha256').update(token).digest('hex'));
    if (!portal) throw new Refusal(problems.authenticationRequired);
    c.set('portal', portal);
    await next();
  });

/** Turns away portals from which nothing is taken at present; they still see what they sent. */
export const requireOpen = createMiddleware<PortalEnvironment>(async (c, next) => {
  if (!c.var.portal.isOpen) throw new Refusal(problems.portalClosed);
  await next();
});

import { hash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { RefusedInput } from '../../../db/application/refused-inputs.ts';
import { told } from '../../../domain/application/told.ts';
import type { PortalDependencies } from '../dependencies.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problemOf } from '../problems/problem-of.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Hash of content that was not read: that of no octets. */
const NOTHING_READ = hash('sha256', Buffer.alloc(0));

/** Tells the applicant, whatever the portal is refused for, that nothing was received. */
export const tellNotReceived = createMiddleware<PortalEnvironment>(async (c, next) => {
  c.set('toldWhenRefused', told.notReceived);
  await next();
});

/**
 * Leaves an entry of every refused input that names an application number of this portal (state table,
 * row 2). Under any other number nothing is written: a portal reaches no case but its own.
 *
 * The hash in it is of the signature container alone: what else a body holds could be guessed from a hash.
 * If it cannot be written, the answer is that failure: no record, no answer.
 */
export const recordRefusals = (
  { records, now }: Pick<PortalDependencies, 'records' | 'now'>,
  inputKind: RefusedInput['inputKind'] = 'application',
) =>
  createMiddleware<PortalEnvironment>(async (c, next) => {
    await next();
    const refused = c.error && problemOf(c.error);
    if (!refused || refused.problem.status >= 500) return;
    const applicationId = c.req.param('applicationId');
    if (applicationId === undefined || !UUID.test(applicationId)) return;
    const portalId = c.var.portal.id;
    if (!(await records.lookups.isOwnNumber(applicationId, portalId))) return;
    await records.refused.record({
      applicationId,
      inputKind,
      portalId,
      problem: refused.problem.slug,
      contentSha256: c.var.containerSha256 ?? NOTHING_READ,
      at: now(),
    });
  });

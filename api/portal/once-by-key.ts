import type { MiddlewareHandler } from 'hono';
import { bodySize } from '../middleware/body-size.ts';
import { onceByKey } from '../middleware/idempotency-key.ts';
import { authenticate } from './authenticate.ts';
import type { PortalDependencies } from './dependencies.ts';
import type { PortalEnvironment } from './environment.ts';
import { problems } from './problems/catalogue.ts';

/** Where a POST makes something: there a portal may send a key of its own. Everything else is named by the portal anyway. */
export const KEYED_PATHS = [
  '/application-texts',
  '/withdrawal-texts',
  '/receipt-texts',
  '/revocation-texts',
  '/webhook/replays',
];

/** The largest body that any of them takes. */
const BODY_OCTETS_MAX = 64 * 1024;

type Handler = MiddlewareHandler<PortalEnvironment>;

const onlyWithKey =
  (handler: Handler): Handler =>
  (c, next) =>
    c.req.header('Idempotency-Key') === undefined ? next() : handler(c, next);

/** What stands before a route of {@link KEYED_PATHS}: who asks is known first, and what a closed portal sends has no key. */
export function keyedRequests(deps: PortalDependencies): Handler[] {
  const once = onceByKey<PortalEnvironment>({
    answers: deps.records.answers,
    secret: deps.misuseKey,
    problems: {
      malformed: problems.idempotencyKeyMalformed,
      otherRequest: problems.idempotencyKeyReused,
      underWay: problems.requestUnderWay,
    },
    callerOf: (c) => c.var.portal.id,
    now: deps.now,
  });
  return [
    onlyWithKey(authenticate(deps)),
    onlyWithKey(bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge)),
    // Its route refuses a closed portal.
    (c, next) =>
      (c.var as Partial<typeof c.var>).portal?.isOpen === false ? next() : once(c, next),
  ];
}

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { behindFence } from '../middleware/book-fence.ts';
import { answerHeaders } from '../middleware/answer-headers.ts';
import { errorHandler } from '../middleware/error-handler.ts';
import { problemResponse } from '../middleware/problem-details.ts';
import { requestId } from '../middleware/request-id.ts';
import { behindProxies } from '../middleware/source-of.ts';
import { refuseMalformed } from '../middleware/validation.ts';
import { applicationTexts } from './application/application-texts.ts';
import { certificateApplications } from './application/certificate-applications.ts';
import { certificates } from './application/certificates.ts';
import { receipts } from './application/receipts.ts';
import { receiptTexts } from './application/receipt-texts.ts';
import { expiringCertificates } from './application/expiring-certificates.ts';
import { uploads } from './application/uploads.ts';
import { withdrawals } from './application/withdrawals.ts';
import { withdrawalTexts } from './application/withdrawal-texts.ts';
import type { PortalDependencies } from './dependencies.ts';
import { events } from './dispatch/events.ts';
import { webhook } from './dispatch/webhook.ts';
import { allowedAt, completePaths, type Paths } from './documentation/complete.ts';
import { docs } from './documentation/docs.tsx';
import { openApiInfo, portalToken } from './documentation/open-api.ts';
import type { PortalEnvironment } from './environment.ts';
import { redeemRoutes } from './key-delivery/redeem-routes.tsx';
import { explanations } from './governance/explanations.ts';
import { services } from './governance/services.ts';
import { keyDeliveries } from './key-delivery/key-delivery.ts';
import { tokens } from './governance/tokens.ts';
import { limitSources, quotaHeaders } from './limits.ts';
import { KEYED_PATHS, keyedRequests } from './once-by-key.ts';
import { problems } from './problems/catalogue.ts';
import { problemPages } from './problems/pages.tsx';
import { problemOf } from './problems/problem-of.ts';
import { revocationRequests } from './revocation/revocation-requests.ts';
import { revocationTexts } from './revocation/revocation-texts.ts';
import { sandboxRoutes, tellSandbox } from './sandbox/sandbox-routes.ts';

const health = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'readHealth',
  tags: ['operation'],
  summary: '稼働の確認 / Whether the program serves',
  responses: {
    200: {
      description: '稼働しています / It serves',
      content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
    },
  },
});

/** What is answered without a token; whether the program serves, its supervisor may ask at any time. */
const OPEN_PATHS = [
  '/services',
  '/explanations',
  '/explanations/*',
  '/webhook-keys',
  '/openapi.json',
  '/docs/*',
  '/problems/*',
  '/.well-known/*',
];

/** The API for applicant portals (受付窓口). Its documentation is at `/docs`, its problems at `/problems`. */
export function createPortalApp(deps: PortalDependencies): OpenAPIHono<PortalEnvironment> {
  const { publicUrl, report } = deps;
  const problemsUrl = `${publicUrl}/problems`;
  const app = new OpenAPIHono<PortalEnvironment>({
    defaultHook: refuseMalformed(problems.malformedRequest),
  });
  app.use(requestId, behindProxies(deps.trustedProxies ?? []), answerHeaders, quotaHeaders);
  if (deps.sandbox) app.use(tellSandbox);
  app.onError(
    errorHandler({
      problemsUrl,
      problemOf,
      unexpected: problems.unexpectedFailure,
      report,
    }),
  );
  const fence = behindFence(deps.fence);
  app.use('/application-texts/*', fence);
  app.use('/withdrawal-texts/*', fence);
  app.use('/receipt-texts/*', fence);
  app.use('/revocation-texts/*', fence);
  app.use('/revocation-requests/*', fence);
  app.use('/certificate-applications/*', fence);
  app.use('/redeem/*', fence);
  app.use('/oauth/*', fence);

  app.on('POST', KEYED_PATHS, ...keyedRequests(deps));

  app.openAPIRegistry.registerComponent('securitySchemes', 'portalToken', portalToken);
  // What everybody may ask. A portal's own requests are counted where it is known.
  const strangers = limitSources(deps.limits.strangers);
  for (const path of OPEN_PATHS) app.use(path, strangers);

  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200));
  app.route('/application-texts', applicationTexts(deps));
  app.route('/withdrawal-texts', withdrawalTexts(deps));
  app.route('/receipt-texts', receiptTexts(deps));
  app.route('/certificate-applications', certificateApplications(deps));
  app.route('/certificate-applications', certificates(deps));
  app.route('/events', events(deps));
  app.route('/', webhook(deps));
  app.route('/certificate-applications', withdrawals(deps));
  app.route('/certificate-applications', receipts(deps));
  app.route('/certificate-applications', uploads(deps));
  app.route('/revocation-texts', revocationTexts(deps));
  app.route('/revocation-requests', revocationRequests(deps));
  app.route('/certificate-applications', keyDeliveries(deps));
  app.route('/expiring-certificates', expiringCertificates(deps));
  app.route('/', services(deps));
  app.route('/', explanations(deps));
  if (deps.sandbox) app.route('/sandbox', sandboxRoutes(deps, deps.sandbox.simulatorUrl));
  if (deps.redemption) app.route('/', redeemRoutes(deps, deps.redemption));
  app.route('/', tokens(deps));

  const described = app.getOpenAPI31Document(openApiInfo(publicUrl));
  const paths = completePaths((described.paths ?? {}) as Paths, KEYED_PATHS);
  const document = { ...described, paths };
  const allowed = allowedAt(paths);
  // Answered, not thrown: what is thrown here passes the middleware by.
  app.notFound((c) => {
    const context = { problemsUrl, requestId: c.var.requestId };
    const methods = allowed(c.req.path);
    if (methods.length === 0) return problemResponse(problems.notFound, {}, context);
    const answer = problemResponse(problems.methodNotAllowed, {}, context);
    answer.headers.set('Allow', methods.join(', '));
    return answer;
  });
  app.get('/openapi.json', (c) => c.json(document));
  app.route('/docs', docs());
  app.route('/problems', problemPages());
  return app;
}

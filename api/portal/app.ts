import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { behindFence } from '../middleware/book-fence.ts';
import { answerHeaders } from '../middleware/answer-headers.ts';
import { errorHandler } from '../middleware/error-handler.ts';
import { problemResponse } from '../middleware/problem-details.ts';
import { requestId } from '../middleware/request-id.ts';
import { refuseMalformed } from '../middleware/validation.ts';
import { applicationTexts } from './application/application-texts.ts';
import { certificateApplications } from './application/certificate-applications.ts';
import { certificates } from './application/certificates.ts';
import type { PortalDependencies } from './dependencies.ts';
import { allowedAt, completePaths, type Paths } from './documentation/complete.ts';
import { docs } from './documentation/docs.tsx';
import { openApiInfo, portalToken } from './documentation/open-api.ts';
import type { PortalEnvironment } from './environment.ts';
import { governance } from './governance/services.ts';
import { tokens } from './governance/tokens.ts';
import { limitStrangers, quotaHeaders } from './limits.ts';
import { KEYED_PATHS, keyedRequests } from './once-by-key.ts';
import { problems } from './problems/catalogue.ts';
import { problemPages } from './problems/pages.tsx';
import { problemOf } from './problems/problem-of.ts';

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
  '/explanations/*',
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
  app.use(requestId, answerHeaders, quotaHeaders);
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
  app.use('/certificate-applications/*', fence);
  app.use('/oauth/*', fence);

  app.on('POST', KEYED_PATHS, ...keyedRequests(deps));

  app.openAPIRegistry.registerComponent('securitySchemes', 'portalToken', portalToken);
  // What everybody may ask. A portal's own requests are counted where it is known.
  const strangers = limitStrangers(deps.limits);
  for (const path of OPEN_PATHS) app.use(path, strangers);

  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200));
  app.route('/application-texts', applicationTexts(deps));
  app.route('/certificate-applications', certificateApplications(deps));
  app.route('/certificate-applications', certificates(deps));
  app.route('/', governance(deps));
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

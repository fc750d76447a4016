import { Hono } from 'hono';
import { casePages } from './application/case.tsx';
import { caseSheets } from './application/case-sheet.tsx';
import { listRoutes, queueRoutes } from './application/queue.tsx';
import { searchRoutes } from './application/search.tsx';
import { assets } from './assets.ts';
import type { ConsoleDependencies, ConsoleParts } from './dependencies.ts';
import type { ConsoleEnvironment } from './environment.ts';
import { dispatchPages } from './dispatch/dispatches.tsx';
import { decisionPages } from './decision/decisions.tsx';
import { lotPages } from './dispatch/lots.tsx';
import { paperReceiptPages } from './issuance/paper-receipts.tsx';
import { certificatePages } from './revocation/certificate.tsx';
import { callbackPages } from './revocation/callbacks.tsx';
import { requestDecisionPages } from './revocation/decisions.tsx';
import { emergencyPages } from './revocation/emergency.tsx';
import { requestOutcomes } from './revocation/input-outcome.tsx';
import { receptionPages } from './revocation/reception.tsx';
import { requestPages } from './revocation/request.tsx';
import { requestListPages } from './revocation/requests.tsx';
import { resendPages } from './dispatch/resend.tsx';
import { returnedLetterRoutes } from './dispatch/returned-letters.tsx';
import { leaseRoutes } from './decision/leases.ts';
import { notFound, onError, PageRefused } from './errors.tsx';
import { pageFrame } from './frame-view.ts';
import { dutyRoutes } from './governance/duty.tsx';
import { refuseForeignPosts, refuseLargeForms } from './governance/own-forms.ts';
import { governanceActs } from './governance/acts.tsx';
import { requireSession } from './governance/session.ts';
import { ownSettings } from './governance/settings.tsx';
import { staffPages } from './governance/staff.tsx';
import { signInRoutes } from './governance/sign-in.tsx';
import { anchoringPages } from './inspection/anchoring.tsx';
import { morningCheck } from './inspection/morning-check.tsx';
import { reconciliationPages } from './inspection/reconciliations.tsx';
import { statisticsPages } from './inspection/statistics.tsx';
import { books } from './inspection/books.tsx';
import { openSealedRecords } from './inspection/sealed-records.ts';
import { massRevocationPages } from './revocation/mass-revocations.tsx';
import { KeysPage } from './keys-page.tsx';
import { languageRoutes, readLanguage } from './language.ts';
import { policy } from './policy.ts';
import { mayReadBooks, mayReadCases } from './roles.ts';

/**
 * The console: pages for staff and auditors, made on the server. Nothing here changes where a case stands; decisions
 * are inputs, which the office-worker judges.
 *
 * @throws Error if production is given passkeys in software.
 */
export function createConsoleApp({ evidence, ...parts }: ConsoleParts): Hono<ConsoleEnvironment> {
  if (parts.softwarePasskeys && !parts.settings.isDevelopment) {
    throw new Error('passkeys in software: development only');
  }
  const sealed = openSealedRecords(evidence, parts.records.access, parts.now);
  const dependencies: ConsoleDependencies = { ...parts, sealed, keeper: evidence };
  const app = new Hono<ConsoleEnvironment>();
  app.use(policy('no-store'), readLanguage, refuseForeignPosts(dependencies.settings));
  app.route('/', assets());
  app.route('/', languageRoutes(dependencies.settings));
  app.route('/', signInRoutes(dependencies));

  app.use(requireSession(dependencies));
  app.get('/', (c) => c.redirect(homeOf(c.get('session').officer), 303));
  app.get('/keys', async (c) => c.html(<KeysPage frame={await pageFrame(c, dependencies)} />));
  // Asking is enough: the session has been seen.
  app.get('/session', (c) => c.body(null, 204));
  app.route('/settings', ownSettings(dependencies));
  app.route('/duty', dutyRoutes(dependencies));
  app.route('/', staffPages(dependencies));
  app.route('/morning-check', morningCheck(dependencies));
  app.route('/dispatches', dispatchPages(dependencies));
  app.route('/reconciliations', reconciliationPages(dependencies));
  app.route('/governance-acts', governanceActs(dependencies));
  app.route('/mass-revocations', massRevocationPages(dependencies));
  for (const path of ['/queue/*', '/search/*', '/certificate-applications/*']) {
    app.use(path, refuseLargeForms, async (c, next) => {
      if (!mayReadCases(c.get('session').officer)) throw new PageRefused('forbidden');
      await next();
    });
  }
  for (const path of ['/revocation-requests/*', '/certificates/*']) {
    app.use(path, async (c, next) => {
      if (!mayReadCases(c.get('session').officer)) throw new PageRefused('forbidden');
      await next();
    });
  }
  // A request that is taken may bring a document; nothing else is as large.
  app.use('/revocation-requests/:id/*', refuseLargeForms);
  app.route('/revocation-requests', requestListPages(dependencies));
  app.route('/revocation-requests', emergencyPages(dependencies));
  app.route('/revocation-requests', receptionPages(dependencies));
  app.route('/revocation-requests', requestPages(dependencies));
  app.route('/revocation-requests', callbackPages(dependencies));
  app.route('/revocation-requests', requestDecisionPages(dependencies));
  app.route('/revocation-requests', requestOutcomes(dependencies));
  app.route('/certificates', certificatePages(dependencies));
  app.route('/queue', queueRoutes(dependencies));
  app.route('/search', searchRoutes(dependencies));
  app.route('/certificate-applications', listRoutes());
  app.route('/certificate-applications', casePages(dependencies));
  app.route('/certificate-applications', caseSheets(dependencies));
  app.route('/certificate-applications', leaseRoutes(dependencies));
  app.route('/certificate-applications', decisionPages(dependencies));
  app.route('/certificate-applications', resendPages(dependencies));
  app.route('/certificate-applications', paperReceiptPages(dependencies));
  app.route('/dispatch-lots', lotPages(dependencies));
  app.route('/returned-letters', returnedLetterRoutes(dependencies));
  app.route('/inspection', statisticsPages(dependencies));
  app.route('/inspection/books', books(dependencies));
  app.route('/inspection/anchoring', anchoringPages(dependencies));

  app.notFound(notFound(dependencies));
  app.onError(onError(dependencies));
  return app;
}

/** The page that somebody's roles are for. */
function homeOf(officer: { readonly roles: readonly string[] }): string {
  if (mayReadCases(officer)) return '/queue';
  return mayReadBooks(officer) ? '/inspection/books' : '/morning-check';
}

import { fileURLToPath } from 'node:url';
import { Hono, type Context } from 'hono';
import { bundleForBrowser, type BrowserCode } from '../../../adapters/browser-code/bundle.ts';
import type { CodeStanding } from '../../../db/key-delivery/code-standing.ts';
import { assets } from '../../console/assets.ts';
import { languageRoutes, readLanguage } from '../../console/language.ts';
import { policy } from '../../console/policy.ts';
import type { Language } from '../../console/words/said.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import { certificatesOf } from '../application/certificates.ts';
import { applicationId as applicationIdText } from '../application/field-schemas.ts';
import { pemOf } from '../application/pem.ts';
import type { PortalDependencies } from '../dependencies.ts';
import type { PortalEnvironment } from '../environment.ts';
import { limitSources } from '../limits.ts';
import { problems } from '../problems/catalogue.ts';
import { isRedeemer, type RedeemDesk } from './redeem-desk.ts';
import { NoRedeemPage, RedeemPage } from './redeem-page.tsx';
import { codeNumberText, redemptionRequest } from './redeem-schemas.ts';
import { viewOf } from './redeem-view.ts';

interface RedeemEnvironment {
  Variables: PortalEnvironment['Variables'] & { language: Language };
}

type RedeemContext = Context<RedeemEnvironment>;

/** Four PKCS#10 of the longest keys, and a little. */
const BODY_OCTETS_MAX = 400 * 1024;
/** Seconds after which a browser asks again for what is not judged yet. */
const ASK_AGAIN_SECONDS = '2';

const ENTRY = fileURLToPath(new URL('browser/redeem.ts', import.meta.url));

let made: BrowserCode | undefined;
/** Made when the first page is shown: most processes, and most tests, never show one. */
const browserCode = (): BrowserCode => (made ??= bundleForBrowser(ENTRY));
const scriptPath = (): string => `/redeem-code/redeem.${browserCode().version}.js`;

/** The program of the page; a changed one has another address. */
const codeRoutes = () =>
  new Hono<RedeemEnvironment>().get('/redeem-code/:file', (c) => {
    if (c.req.path !== scriptPath()) throw new Refusal(problems.notFound);
    c.header('Content-Type', 'text/javascript; charset=utf-8');
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    return c.body(browserCode().body);
  });

const standingOf = async (
  { standings }: RedeemDesk,
  c: RedeemContext,
): Promise<CodeStanding | undefined> => {
  const id = applicationIdText.safeParse(c.req.param('applicationId'));
  return id.success ? standings.find(id.data) : undefined;
};

/** The standing of a case that has a code. @throws Refusal for every other number, whatever it is */
async function requireStanding(desk: RedeemDesk, c: RedeemContext): Promise<CodeStanding> {
  const standing = await standingOf(desk, c);
  if (!standing) throw new Refusal(problems.applicationNotFound);
  return standing;
}

const pageRoute = (desk: RedeemDesk, isDevelopment: boolean) =>
  new Hono<RedeemEnvironment>().get('/:applicationId', async (c) => {
    const page = { language: c.get('language'), isDevelopment, path: c.req.path };
    const standing = await standingOf(desk, c);
    if (!standing) return c.html(<NoRedeemPage view={{ ...page, path: '/redeem' }} />, 404);
    return c.html(<RedeemPage view={viewOf(standing, { ...page, script: scriptPath() })} />);
  });

/** What the browser that redeemed is given: state, and what was issued. */
async function issuedTo(deps: PortalDependencies, applicationId: string) {
  const row = await deps.records.status.find(applicationId);
  if (!row) throw new Refusal(problems.applicationNotFound);
  const issued = row.state === 'issued' ? await certificatesOf(deps, row) : [];
  const chains = issued.map(async ({ der, issuerKeyId }, index) => {
    const issuer = await deps.issuerCertificate(issuerKeyId);
    const pem = [der, ...(issuer ? [issuer] : [])].map(pemOf).join('');
    return { order: row.certificates[index]?.order, der: der.toString('base64'), pem };
  });
  return { state: row.state, certificates: await Promise.all(chains) };
}

const dataRoutes = (deps: PortalDependencies, desk: RedeemDesk) =>
  new Hono<RedeemEnvironment>()
    .get('/:applicationId/key-delivery', async (c) => {
      const { applicationId } = await requireStanding(desk, c);
      const answer = await desk.keyDelivery(applicationId);
      if (!answer) throw new Refusal(problems.applicationNotFound);
      return c.json(answer);
    })
    .put(
      '/:applicationId/key-delivery/:codeNumber/redemption',
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
      async (c) => {
        const { applicationId } = await requireStanding(desk, c);
        const codeNumber = codeNumberText.safeParse(c.req.param('codeNumber'));
        const body = redemptionRequest.safeParse(await c.req.json().catch(() => undefined));
        if (!codeNumber.success || !body.success) throw new Refusal(problems.malformedRequest);
        const answer = await desk.redeem({
          applicationId,
          codeNumber: codeNumber.data,
          body: body.data,
          endUserAddress: sourceOf(c),
        });
        if (answer) return c.json(answer);
        c.header('Retry-After', ASK_AGAIN_SECONDS);
        return c.json({}, 202);
      },
    )
    .get('/:applicationId/certificates', async (c) => {
      const { applicationId } = await requireStanding(desk, c);
      const isTheirs = await isRedeemer(
        desk.standings,
        applicationId,
        c.req.header('Authorization'),
      );
      if (!isTheirs) throw new Refusal(problems.certificateNotFound);
      return c.json(await issuedTo(deps, applicationId));
    });

/**
 * `/redeem/{applicationId}`: the page on which a subscriber redeems a code, and what its program asks.
 *
 * Nobody signs in: the number of an application is known to its applicant, what is answered has no personal data,
 * and who may do anything proves to know the code. Requests are counted by where they come from.
 */
export function redeemRoutes(deps: PortalDependencies, desk: RedeemDesk): Hono<RedeemEnvironment> {
  const isSecure = deps.publicUrl.startsWith('https:');
  const app = new Hono<RedeemEnvironment>();
  const ofPages = policy('no-store');
  for (const path of ['/redeem/*', '/redeem-code/*', '/assets/*', '/language/*']) {
    app.use(path, ofPages);
  }
  app.use('/redeem/*', limitSources(deps.limits.subscribers), readLanguage);
  app.route('/', assets());
  app.route('/', languageRoutes({ isSecure }));
  app.route('/', codeRoutes());
  app.route('/redeem', pageRoute(desk, deps.isDevelopment === true));
  app.route('/redeem', dataRoutes(deps, desk));
  return app;
}

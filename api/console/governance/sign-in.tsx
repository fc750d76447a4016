import { Hono } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { frameOf } from '../frame-view.ts';
import { markBrowser } from './door.ts';
import { refuseLargeForms } from './own-forms.ts';
import { enrolmentRoutes } from './enrolment.tsx';
import { openSessionHere } from './open-session.ts';
import { oidcSignIn } from './oidc-sign-in.tsx';
import { passkeySignIn, rolesToTake, type ShowDoor } from './passkey-sign-in.tsx';
import { SignInAttempts } from './sign-in-attempts.ts';
import { SignedInPage, SignInPage } from './sign-in-page.tsx';
import { hashOfSecret, isOwnForm, requireSession, takeSession } from './session.ts';

/** Secrets of links have 256 bits in Base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * Signing in and out. By a passkey; in development also by a one-time link, printed by whoever started the
 * system. In production there are no such links and the address does not exist.
 */
export function signInRoutes(dependencies: ConsoleDependencies) {
  const { records, settings, identityProvider, now } = dependencies;
  const app = new Hono<ConsoleEnvironment>();
  const attempts = new SignInAttempts();

  const showDoor: ShowDoor = async (c, state, more = {}) => {
    const token = markBrowser(c, settings);
    const people = await rolesToTake(c, dependencies);
    const frame = { ...frameOf(c, dependencies), path: '/sign-in' };
    const view = { frame, state, token, people, hasProvider: identityProvider !== undefined };
    return c.html(<SignInPage {...view} {...more} />);
  };

  app.get('/sign-in', (c) => showDoor(c, c.req.query('ended') === undefined ? 'fresh' : 'ended'));

  app.use('/sign-in/*', refuseLargeForms);
  app.route('/', passkeySignIn(dependencies, { showDoor, attempts }));
  app.route('/', enrolmentRoutes(dependencies, attempts));
  app.route('/', oidcSignIn(dependencies, { showDoor, attempts }));

  app.get('/sign-in/:secret', async (c) => {
    const secret = c.req.param('secret');
    if (!settings.isDevelopment || !SECRET.test(secret)) throw new PageRefused('notFound');
    const isOpen = await openSessionHere(c, dependencies, (session) =>
      records.sessions.signIn({ linkSha256: hashOfSecret(secret), ...session }),
    );
    const frame = { ...frameOf(c, dependencies), path: '/sign-in' };
    if (!isOpen) return c.html(<SignInPage frame={frame} state="spent" />, 403);
    // Not a redirect: a link opened out of another page would arrive without the strict cookie.
    c.header('Refresh', '0; url=/');
    return c.html(<SignedInPage frame={frame} />);
  });

  app.post('/sign-out', requireSession(dependencies), async (c) => {
    const { token } = await c.req.parseBody();
    if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
    const secret = takeSession(c, settings);
    if (secret !== undefined) await records.sessions.end(hashOfSecret(secret), now());
    const isOfProvider = c.get('session').method === 'oidc';
    const providerSignOut = isOfProvider
      ? await identityProvider?.endSessionUrl(`${settings.origin}/sign-in`)
      : undefined;
    // A link, not a redirect: `form-action` would stop the form.
    if (providerSignOut !== undefined) return showDoor(c, 'signedOut', { providerSignOut });
    return c.redirect('/sign-in', 303);
  });

  return app;
}

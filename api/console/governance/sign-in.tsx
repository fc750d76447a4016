import { Hono } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { frameOf } from '../frame-view.ts';
import { markBrowser } from './door.ts';
import { refuseLargeForms } from './own-forms.ts';
import { passkeySignIn, rolesToTake, type ShowDoor } from './passkey-sign-in.tsx';
import { SignedInPage, SignInPage } from './sign-in-page.tsx';
import {
  giveSession,
  hashOfSecret,
  isOwnForm,
  newSecret,
  requireSession,
  SESSION_MS,
  takeSession,
} from './session.ts';

/** Secrets of links have 256 bits in Base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * Signing in and out. By a passkey; in development also by a one-time link, printed by whoever started the
 * system. In production there are no such links and the address does not exist.
 */
export function signInRoutes(dependencies: ConsoleDependencies) {
  const { records, settings, now } = dependencies;
  const app = new Hono<ConsoleEnvironment>();

  const showDoor: ShowDoor = async (c, state) => {
    const token = markBrowser(c, settings);
    const people = await rolesToTake(c, dependencies);
    const frame = { ...frameOf(c, dependencies), path: '/sign-in' };
    return c.html(<SignInPage frame={frame} state={state} token={token} people={people} />);
  };

  app.get('/sign-in', (c) => showDoor(c, c.req.query('ended') === undefined ? 'fresh' : 'ended'));

  app.use('/sign-in/*', refuseLargeForms);
  app.route('/', passkeySignIn(dependencies, showDoor));

  app.get('/sign-in/:secret', async (c) => {
    const secret = c.req.param('secret');
    if (!settings.isDevelopment || !SECRET.test(secret)) throw new PageRefused('notFound');
    const sessionSecret = newSecret();
    const at = now();
    const officer = await records.sessions.signIn({
      linkSha256: hashOfSecret(secret),
      sessionSha256: hashOfSecret(sessionSecret),
      terminal: settings.terminal,
      at,
      endsAt: new Date(at.getTime() + SESSION_MS),
    });
    const frame = { ...frameOf(c, dependencies), path: '/sign-in' };
    if (!officer) return c.html(<SignInPage frame={frame} state="spent" />, 403);
    giveSession(c, settings, sessionSecret);
    // Not a redirect: a link opened out of another page would arrive without the strict cookie.
    c.header('Refresh', '0; url=/');
    return c.html(<SignedInPage frame={frame} />);
  });

  app.post('/sign-out', requireSession(dependencies), async (c) => {
    const { token } = await c.req.parseBody();
    if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
    const secret = takeSession(c, settings);
    if (secret !== undefined) await records.sessions.end(hashOfSecret(secret), now());
    return c.redirect('/sign-in', 303);
  });

  return app;
}

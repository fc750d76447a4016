import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleDependencies, ConsoleSettings } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { isAtItsTerminal } from './terminal.ts';

/** A session ends with the working day that it was opened for. */
export const SESSION_MS = 10 * 3_600_000;

/** A new secret for a cookie or a link; only its hash is stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How a secret is stored: 256 random bits need neither salt nor stretching. */
export const hashOfSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');

/** Browsers take `__Host-` from a secure origin alone, and then from no other host. */
const cookieName = ({ isSecure }: ConsoleSettings): string =>
  isSecure ? '__Host-toroku_session' : 'toroku_session';

/** Gives the browser its session. */
export function giveSession(c: Context, settings: ConsoleSettings, secret: string): void {
  setCookie(c, cookieName(settings), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: settings.isSecure,
  });
}

/** The session that a browser shows, if any; it may have ended. */
export const shownSession = (c: Context, settings: ConsoleSettings): string | undefined =>
  getCookie(c, cookieName(settings));

/** Takes the session from the browser, and tells which it was. */
export function takeSession(c: Context, settings: ConsoleSettings): string | undefined {
  const secret = shownSession(c, settings);
  deleteCookie(c, cookieName(settings), { path: '/', secure: settings.isSecure });
  return secret;
}

const formTokenOf = ({ sessionKey }: ConsoleSettings, idSha256: string): string =>
  createHmac('sha256', sessionKey).update(`form/1\0${idSha256}`).digest('base64url');

/** Lets only a session of ours through; everybody else is shown the way in, and back afterwards. */
export function requireSession({
  records,
  settings,
  now,
}: ConsoleDependencies): MiddlewareHandler<ConsoleEnvironment> {
  return async (c, next) => {
    const secret = shownSession(c, settings);
    const id = secret === undefined ? undefined : hashOfSecret(secret);
    const session = id === undefined ? undefined : await records.sessions.find(id, now());
    if (id === undefined || session === undefined || !isAtItsTerminal(c, settings, session)) {
      return c.redirect(secret === undefined ? '/sign-in' : '/sign-in?ended', 303);
    }
    c.set('session', session);
    c.set('sessionSha256', id);
    c.set('formToken', formTokenOf(settings, id));
    return next();
  };
}

/** Whether a form carries the token of its session. */
export function isOwnForm(given: unknown, token: string): boolean {
  const expected = Buffer.from(token);
  const received = Buffer.from(typeof given === 'string' ? given : '');
  return received.length === expected.length && timingSafeEqual(received, expected);
}

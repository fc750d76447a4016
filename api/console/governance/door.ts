import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ConsoleSettings } from '../dependencies.ts';
import { PageRefused } from '../errors.tsx';
import { isOwnForm, newSecret } from './session.ts';

/** Secrets have 256 bits in Base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

const cookieName = ({ isSecure }: ConsoleSettings): string =>
  isSecure ? '__Host-toroku_door' : 'toroku_door';

const tokenOf = ({ sessionKey }: ConsoleSettings, secret: string): string =>
  createHmac('sha256', sessionKey).update(`door/1\0${secret}`).digest('base64url');

const secretOf = (c: Context, settings: ConsoleSettings): string | undefined => {
  const secret = getCookie(c, cookieName(settings));
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
};

/**
 * Marks a browser that stands before the door, where there is no session yet: without it somebody else could
 * have it sign in as somebody else.
 *
 * @returns the token for the forms of the page.
 */
export function markBrowser(c: Context, settings: ConsoleSettings): string {
  const known = secretOf(c, settings);
  const secret = known ?? newSecret();
  if (known === undefined) {
    setCookie(c, cookieName(settings), secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: settings.isSecure,
    });
  }
  return tokenOf(settings, secret);
}

/** The mark of the browser that sent a form of this page. @throws PageRefused for any other. */
export function markedBrowser(c: Context, settings: ConsoleSettings, token: unknown): string {
  const secret = secretOf(c, settings);
  if (secret === undefined || !isOwnForm(token, tokenOf(settings, secret))) {
    throw new PageRefused('refused');
  }
  return secret;
}

import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { SignInBinding } from '../../../adapters/oidc/identity-provider.ts';
import type { ConsoleSettings } from '../dependencies.ts';
import { newSecret } from './session.ts';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

const cookieName = ({ isSecure }: ConsoleSettings): string =>
  isSecure ? '__Host-toroku_provider' : 'toroku_provider';

/** The mark of a browser that was sent to the provider, as it comes back with it. */
export function sentBrowser(c: Context, settings: ConsoleSettings): string | undefined {
  const secret = getCookie(c, cookieName(settings));
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}

/**
 * Marks a browser before it goes to the provider. `Lax`, because it comes back from another site; every other cookie
 * of ours stays `Strict`. It opens nothing, and ends with the browser.
 */
export function markSentBrowser(c: Context, settings: ConsoleSettings): string {
  const secret = sentBrowser(c, settings) ?? newSecret();
  setCookie(c, cookieName(settings), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: settings.isSecure,
  });
  return secret;
}

/** Takes the mark from a browser that came in by it. */
export const forgetSentBrowser = (c: Context, settings: ConsoleSettings): void => {
  deleteCookie(c, cookieName(settings), { path: '/', secure: settings.isSecure });
};

/**
 * Nonce and verifier of a sign-in, out of its state and the mark of its browser: nothing of them has to be kept, and
 * whoever reads the database cannot redeem a code.
 */
export function bindingOf(
  { sessionKey }: ConsoleSettings,
  { state, browser }: { readonly state: string; readonly browser: string },
): SignInBinding {
  const derived = (purpose: string) =>
    createHmac('sha256', sessionKey)
      .update(`oidc/1\0${purpose}\0${browser}\0${state}`)
      .digest('base64url');
  return { state, nonce: derived('nonce'), codeVerifier: derived('verifier') };
}

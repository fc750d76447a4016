import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { OpenSession } from '../../../db/inspection/sessions.ts';
import type { ConsoleDependencies, ConsoleSettings } from '../dependencies.ts';

/** The longest that a browser keeps a cookie; each sign-in begins it anew. */
const COOKIE_SECONDS = 400 * 86_400;

/** Longer than any certificate's fingerprint or subject. */
const SHOWN_MAX = 1024;

const cookieName = ({ isSecure }: ConsoleSettings): string =>
  isSecure ? '__Host-toroku_terminal' : 'toroku_terminal';

/**
 * Gives a browser the secret of its terminal, unless the proxy knows it. `Lax`: somebody who comes back from the identity provider still sits at
 * it. It lets nobody in by itself.
 */
export function giveTerminal(c: Context, settings: ConsoleSettings, secret: string): void {
  if (settings.terminalHeader !== undefined) return;
  setCookie(c, cookieName(settings), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: settings.isSecure,
    maxAge: COOKIE_SECONDS,
  });
}

/** What a request shows of its terminal: what the proxy found out where it is asked, else the cookie. */
function shownTerminal(c: Context, settings: ConsoleSettings): string | undefined {
  const { terminalHeader } = settings;
  const shown =
    terminalHeader === undefined
      ? getCookie(c, cookieName(settings))
      : c.req.header(terminalHeader);
  return shown === undefined || shown === '' || shown.length > SHOWN_MAX ? undefined : shown;
}

/** What a terminal is found by, of whatever the proxy or the cookie says. */
export const hashOfTerminal = (shown: string): string =>
  createHash('sha256').update(`terminal/1\0${shown}`).digest('hex');

/** What a browser that becomes a terminal is found by from now on; undefined where the proxy saw no certificate. */
export const secretToClaim = (c: Context, settings: ConsoleSettings): string | undefined =>
  settings.terminalHeader === undefined
    ? randomBytes(32).toString('base64url')
    : shownTerminal(c, settings);

/** The hash of what a request shows of its terminal. */
export function shownTerminalSha256(c: Context, settings: ConsoleSettings): string | undefined {
  const shown = shownTerminal(c, settings);
  return shown === undefined ? undefined : hashOfTerminal(shown);
}

/** The terminal at which somebody sits; in development any place is one. Undefined: nobody signs in there. */
export async function terminalOf(
  c: Context,
  { settings, records }: Pick<ConsoleDependencies, 'settings' | 'records'>,
): Promise<string | undefined> {
  const shown = shownTerminal(c, settings);
  const terminal = shown && (await records.terminals.find(hashOfTerminal(shown)));
  if (!shown || !terminal) return settings.isDevelopment ? settings.terminal : undefined;
  giveTerminal(c, settings, shown);
  return terminal;
}

/**
 * Whether a session is used where it was opened. What was carried to another machine, or belongs to a terminal that was
 * withdrawn, opens nothing; in development a place that is none of the register passes.
 */
export function isAtItsTerminal(
  c: Context,
  settings: ConsoleSettings,
  { terminal, terminalSecretSha256 }: OpenSession,
): boolean {
  if (terminalSecretSha256 === null) {
    return settings.isDevelopment && terminal === settings.terminal;
  }
  return shownTerminalSha256(c, settings) === terminalSecretSha256;
}

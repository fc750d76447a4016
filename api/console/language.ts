import { Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ConsoleEnvironment } from './environment.ts';
import { LANGUAGES, type Language } from './words/said.ts';

const COOKIE = 'toroku_language';
const YEAR_SECONDS = 31_536_000;

const asLanguage = (text: string | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === text);

/** Takes the language from the cookie; Japanese without one. */
export const readLanguage: MiddlewareHandler<ConsoleEnvironment> = async (c, next) => {
  c.set('language', asLanguage(getCookie(c, COOKIE)) ?? 'ja');
  await next();
};

/** Only a path of ours: an address elsewhere would make the switch a springboard. */
const ownPath = (to: string | undefined): string =>
  to !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(to) ? to : '/';

/** `GET /language/en?to=/…` switches and goes back. It changes a preference only, so a link may. */
export const languageRoutes = ({ isSecure }: { readonly isSecure: boolean }) =>
  new Hono<ConsoleEnvironment>().get('/language/:language', (c) => {
    const language = asLanguage(c.req.param('language'));
    if (language) {
      setCookie(c, COOKIE, language, {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        secure: isSecure,
        maxAge: YEAR_SECONDS,
      });
    }
    return c.redirect(ownPath(c.req.query('to')), 303);
  });

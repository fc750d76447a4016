import { describe, expect, it } from 'vitest';
import { fakeConsole } from './fakes.ts';
import { NO_PAGES, PAGES, type ShownPage } from './pages.ts';

/** Routes that are asked with GET, without the files of the pages. */
const asked = new Set(
  fakeConsole()
    .app.routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/assets/'))
    .map(({ path }) => path),
);

const pages: readonly (readonly [string, ShownPage])[] = Object.entries(PAGES);
const shown = new Set(pages.map(([, { route }]) => route));

describe('the pages that the browser tests look at', () => {
  it('are all that the app has', () => {
    const left = [...asked].filter((path) => !shown.has(path) && !Object.hasOwn(NO_PAGES, path));
    expect(left).toEqual([]);
  });

  it('are none that it has no more', () => {
    const known = [...shown, ...Object.keys(NO_PAGES)].filter((route) => route !== '*');
    expect(known.filter((route) => !asked.has(route))).toEqual([]);
    expect([...shown].filter((route) => Object.hasOwn(NO_PAGES, route))).toEqual([]);
  });

  it.each(pages)('are at addresses of their route: %s', (_, { route, path }) => {
    const pattern = route === '*' ? '.*' : route.replaceAll(/:[a-z0-9]+/g, '[^/]+');
    expect(path.split('?')[0]).toMatch(new RegExp(`^${pattern}$`));
  });
});

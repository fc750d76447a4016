import { Hono, type Context } from 'hono';
import { LIST_PURPOSE } from '../../../db/inspection/access.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { pageFrame } from '../frame-view.ts';
import { readCursor } from './case-cursor.ts';
import { PAGE_SIZE } from './case-row.ts';
import { SearchPage } from './search-page.tsx';
import { planSearch, searchView } from './search-view.ts';

/** The longest that is looked at of what was typed. */
const TYPED_MAX = 64;

/** `GET /search` */
async function showSearch(c: Context<ConsoleEnvironment>, dependencies: ConsoleDependencies) {
  const { records, sealed, now } = dependencies;
  const { officer } = c.get('session');
  const at = now();
  const typed = c.req.query('q')?.slice(0, TYPED_MAX).trim() || undefined;
  const after = readCursor(c.req.query('after'));
  const plan = typed === undefined ? undefined : planSearch(typed, await records.search.portals());
  const page = { now: at, limit: PAGE_SIZE + 1, after };
  const rows = plan?.kind === 'query' ? await records.search.find(plan.query, page) : [];
  const input = { typed, plan, rows, isFirst: after === undefined, readerId: officer.id };
  const sheet = await sealed.open({ officer, purpose: LIST_PURPOSE }, (opened) =>
    searchView(input, opened, at),
  );
  return c.html(<SearchPage frame={await pageFrame(c, dependencies)} sheet={sheet} />);
}

/** The search for cases, by what stands beside them in the clear. */
export const searchRoutes = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/', (c) => showSearch(c, dependencies));

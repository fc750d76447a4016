import { Hono } from 'hono';
import { LIST_PURPOSE } from '../../../db/inspection/access.ts';
import type { CaseCursor, CaseView } from '../../../db/inspection/case-list.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { pageFrame } from '../frame-view.ts';
import { isApplicationId, readNumber } from './case-number.ts';
import { ListPage } from './list-page.tsx';
import { listView, PAGE_SIZE } from './list-view.ts';

const VIEWS: readonly CaseView[] = ['open', 'jlis', 'review', 'returned', 'issued', 'all'];

const readView = (text: string | undefined): CaseView =>
  VIEWS.find((view) => view === text) ?? 'open';

/** Undefined for anything but what a link of ours carries: the list then begins at its start. */
export function readCursor(text: string | undefined): CaseCursor | undefined {
  const [, turn, ms, id = ''] = /^([0-2])\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? [];
  if (turn === undefined || !isApplicationId(id)) return undefined;
  return { turn: Number(turn), at: new Date(Number(ms)), id };
}

/** The longest that is looked at of what was typed. */
const TYPED_MAX = 64;

/** `GET /certificate-applications`: views of the list, a page of it, or what a number finds. */
export const caseList = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/', async (c) => {
    const { records, sealed, now } = dependencies;
    const view = readView(c.req.query('view'));
    const typed = c.req.query('number')?.slice(0, TYPED_MAX) || undefined;
    const after = readCursor(c.req.query('after'));
    const range = typed === undefined ? undefined : readNumber(typed);

    const limit = PAGE_SIZE + 1;
    const find = () => (range ? records.cases.find(range, PAGE_SIZE) : []);
    const [rows, counts] = await Promise.all([
      typed === undefined ? records.cases.list(view, limit, after) : find(),
      records.cases.countOpen(),
    ]);
    const input = { view, typed, rows, counts, isFirst: after === undefined };
    const by = { officer: c.get('session').officer, purpose: LIST_PURPOSE };
    const list = await sealed.open(by, (opened) => listView(input, opened, now()));
    const frame = await pageFrame(c, dependencies, counts);
    return c.html(<ListPage frame={frame} list={list} />);
  });

import { Hono, type Context } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { keptFigures } from './kept-figures.ts';
import { ReconciliationPage } from './reconciliation-page.tsx';
import { reconciledDayView, standingOf } from './reconciliation-view.ts';

/** Days that the page lists. */
const DAYS_SHOWN = 14;

async function show(
  c: Context<ConsoleEnvironment>,
  dependencies: ConsoleDependencies,
  asked: string,
) {
  const { records, now } = dependencies;
  const [newest, shown] = await Promise.all([
    records.reconciliations(DAYS_SHOWN),
    records.reconciliation(asked),
  ]);
  if (!shown) throw new PageRefused('notFound');
  // That a newer day is missing is said of the newest.
  const isNewest = shown.day === newest[0]?.day;
  const ofDay = shown.failed.length > 0 ? 'differs' : 'agrees';
  const standing = isNewest ? standingOf(newest, now()) : ofDay;
  return c.html(
    <ReconciliationPage
      frame={await pageFrame(c, dependencies)}
      standing={standing}
      shown={reconciledDayView(shown, await keptFigures(dependencies, shown))}
      newest={newest}
    />,
  );
}

/** `GET /reconciliations/{day}`: what the reconciliation of a day found. It shows no personal data. */
export const reconciliationPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/:day', (c) => show(c, dependencies, c.req.param('day')));

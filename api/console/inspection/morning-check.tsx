import { hash } from 'node:crypto';
import { Hono } from 'hono';
import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import { figuresPath } from '../../../domain/reconciliation/figures-path.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { MorningCheckPage } from './morning-check-page.tsx';
import { reconciledDayView, standingOf, type KeptFigures } from './reconciliation-view.ts';

/** Days that the page lists. */
const DAYS_SHOWN = 14;

/** The figures that the entry names; undefined if they are not here, or not those. */
async function keptFigures(
  { figures }: ConsoleDependencies,
  { day, figuresSha256 }: Reconciliation,
): Promise<KeptFigures | undefined> {
  const octets = await figures?.(figuresPath(day, figuresSha256));
  if (!octets || hash('sha256', octets) !== figuresSha256) return undefined;
  return JSON.parse(octets.toString('utf8')) as KeptFigures;
}

/** `GET /morning-check`: what the night's reconciliation found. It shows no personal data. */
export function morningCheck(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  return new Hono<ConsoleEnvironment>().get('/', async (c) => {
    const newest = await records.reconciliations(DAYS_SHOWN);
    const asked = c.req.query('day');
    const shown = asked === undefined ? newest[0] : newest.find(({ day }) => day === asked);
    if (asked !== undefined && !shown) throw new PageRefused('notFound');
    const view = shown && reconciledDayView(shown, await keptFigures(dependencies, shown));
    return c.html(
      <MorningCheckPage
        frame={await pageFrame(c, dependencies)}
        standing={standingOf(newest, now())}
        shown={view}
        newest={newest}
      />,
    );
  });
}

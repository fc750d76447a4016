import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isoOf } from '../clock.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { seesStatistics } from '../roles.ts';
import { StatisticsPage } from './statistics-page.tsx';
import { AGE_LIMITS, csvOf, figuresOf, hourSpans, weekSpans } from './statistics-view.ts';

/** Weeks that the page looks back: more would read more of the index than people look at. */
const WEEKS = 8;

async function figuresAt({ records }: ConsoleDependencies, now: Date) {
  const [hours, weeks] = [hourSpans(now), weekSpans(now, WEEKS)];
  const { statistics } = records;
  const [ages, byHour, byWeek] = await Promise.all([
    statistics.ages(now, AGE_LIMITS),
    statistics.decisions(hours, true),
    statistics.decisions(weeks, false),
  ]);
  return figuresOf({
    ages,
    hours: { spans: hours, counts: byHour },
    weeks: { spans: weeks, counts: byWeek },
  });
}

const onlyForReaders = createMiddleware<ConsoleEnvironment>(async (c, next) => {
  if (!seesStatistics(c.get('session').officer)) throw new PageRefused('booksForbidden');
  await next();
});

/** `GET /inspection/statistics` and the same as CSV. Counts alone: nothing of it is about anybody in particular. */
export const statisticsPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/statistics', onlyForReaders, async (c) => {
      const now = dependencies.now();
      const [figures, frame] = await Promise.all([
        figuresAt(dependencies, now),
        pageFrame(c, dependencies),
      ]);
      return c.html(<StatisticsPage {...{ frame, figures, now }} />);
    })
    .get('/statistics.csv', onlyForReaders, async (c) => {
      const now = dependencies.now();
      const name = `toroku-statistics-${isoOf(now).slice(0, 10)}.csv`;
      c.header('Content-Type', 'text/csv; charset=utf-8');
      c.header('Content-Disposition', `attachment; filename="${name}"`);
      return c.body(csvOf(await figuresAt(dependencies, now)));
    });

import { Hono, type Context } from 'hono';
import { LIST_PURPOSE } from '../../../db/inspection/access.ts';
import { QUEUE_VIEWS, type QueueView } from '../../../db/inspection/queue-statements.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { readCursor } from './case-cursor.ts';
import { PAGE_SIZE } from './case-row.ts';
import { queueEvents, readMark } from './queue-events.ts';
import { QueueLive } from './queue-live.ts';
import { QueuePage } from './queue-page.tsx';
import { queueView, usualView } from './queue-view.ts';

/** A case that the machine has been checking for longer is told of. */
const LONG_CHECK_MS = 10 * 60_000;

const readView = (text: string | undefined): QueueView | undefined =>
  QUEUE_VIEWS.find((view) => view === text);

/** `GET /queue` */
async function showQueue(c: Context<ConsoleEnvironment>, dependencies: ConsoleDependencies) {
  const { records, sealed, now } = dependencies;
  const { officer } = c.get('session');
  const at = now();
  const after = readCursor(c.req.query('after'));
  const [snapshot, inChecking, frame] = await Promise.all([
    records.queue.snapshot(at, [officer.id]),
    records.queue.countChecking(new Date(at.getTime() - LONG_CHECK_MS)),
    pageFrame(c, dependencies),
  ]);
  const view = readView(c.req.query('view')) ?? usualView(snapshot, officer);
  const limit = PAGE_SIZE + 1;
  const rows = await records.queue.list({ view, officerId: officer.id, now: at, limit, after });
  const input = { view, rows, snapshot, inChecking, isFirst: after === undefined, officer };
  const sheet = await sealed.open({ officer, purpose: LIST_PURPOSE }, (opened) =>
    queueView(input, opened, at),
  );
  return c.html(<QueuePage frame={frame} sheet={sheet} />);
}

/** 受付箱: its pages, and what tells of changes to them. */
export function queueRoutes(dependencies: ConsoleDependencies) {
  const { records, now, ending } = dependencies;
  const live = new QueueLive((officerIds) => records.queue.snapshot(now(), officerIds));
  return new Hono<ConsoleEnvironment>()
    .get('/', (c) => showQueue(c, dependencies))
    .get('/events', (c) => {
      const view = readView(c.req.query('view'));
      const seen = readMark(c.req.query('seen'));
      if (!view || !seen) throw new PageRefused('notFound');
      return queueEvents(c, { live, ending }, { view, seen });
    });
}

/** What the views of the list that the queue has replaced are now. */
const VIEW_OF: Readonly<Record<string, QueueView>> = {
  jlis: 'jlis',
  review: 'free',
  returned: 'applicant',
  issued: 'done',
  all: 'done',
};

/** `GET /certificate-applications`: the list there was before the queue. */
export const listRoutes = () =>
  new Hono<ConsoleEnvironment>().get('/', (c) => {
    const number = c.req.query('number');
    if (number !== undefined) return c.redirect(`/search?q=${encodeURIComponent(number)}`, 303);
    const view = VIEW_OF[c.req.query('view') ?? ''];
    return c.redirect(view === undefined ? '/queue' : `/queue?view=${view}`, 303);
  });

import { Hono, type Context } from 'hono';
import { LIST_PURPOSE } from '../../../db/inspection/access.ts';
import { REQUEST_VIEWS } from '../../../db/inspection/revocation-requests.ts';
import { readCursor } from '../application/case-cursor.ts';
import { PAGE_SIZE } from '../application/case-row.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import { requestRow } from './request-row.ts';
import { RequestsPage } from './requests-page.tsx';

/** `GET /revocation-requests` */
async function showRequests(c: Context<ConsoleEnvironment>, dependencies: ConsoleDependencies) {
  const { records, sealed, now: clock } = dependencies;
  const { officer } = c.get('session');
  const now = clock();
  const view = REQUEST_VIEWS.find((each) => each === c.req.query('view')) ?? 'undecided';
  const asked = c.req.query('channel') ?? '';
  const channel = Object.hasOwn(revocationRequest.channels, asked) ? asked : '';
  const after = readCursor(c.req.query('after'));
  const [found, counts, frame] = await Promise.all([
    records.revocations.list({ view, channel, limit: PAGE_SIZE + 1, after }),
    records.revocations.counts(),
    pageFrame(c, dependencies),
  ]);
  const shown = found.slice(0, PAGE_SIZE);
  const rows = await sealed.open({ officer, purpose: LIST_PURPOSE }, (opened) =>
    shown.map((request) => requestRow(request, opened, { now, view })),
  );
  const last = shown.at(-1);
  const next = last && found.length > PAGE_SIZE ? { at: last.orderedBy, id: last.id } : undefined;
  const mayTake = roleFor(officer, 'takeRequest') !== undefined;
  const isFirst = after === undefined;
  const sheet = { now, view, channel, rows, counts, isFirst, next, mayTake };
  return c.html(<RequestsPage frame={frame} sheet={sheet} />);
}

/** The list of requests for revocation. */
export const requestListPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/', (c) => showRequests(c, dependencies));

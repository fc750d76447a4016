import type { FC } from 'hono/jsx';
import type { RequestView } from '../../../db/inspection/revocation-requests.ts';
import type { CaseCursor } from '../../../db/inspection/queue.ts';
import { printCursor } from '../application/case-cursor.ts';
import { PAGE_SIZE } from '../application/case-row.ts';
import { Paging } from '../application/case-table.tsx';
import { clockOf } from '../clock.ts';
import { Chip } from '../components/chip.tsx';
import { Deadline } from '../components/deadline.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Hash } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { countText } from '../count.ts';
import { revocationList as words } from '../words/revocation-list.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import { times } from '../words/times.ts';
import type { RequestRow } from './request-row.ts';

/** The list of requests as the page shows it. */
export interface RequestsSheet {
  readonly now: Date;
  readonly view: RequestView;
  readonly channel: string;
  readonly rows: readonly RequestRow[];
  readonly counts: Readonly<Record<RequestView, number>>;
  readonly isFirst: boolean;
  readonly next: CaseCursor | undefined;
  /** The reader may take a request. */
  readonly mayTake: boolean;
}

const hrefOf = (view: RequestView, channel = ''): string =>
  `/revocation-requests?view=${view}${channel === '' ? '' : `&channel=${channel}`}`;

/** 失効の請求: views at the left, rows by deadline. */
export const RequestsPage: FC<{ frame: FrameView; sheet: RequestsSheet }> = ({ frame, sheet }) => (
  <Page view={frame} title={words.heading} current="revocations">
    <div class="page">
      <Head mayTake={sheet.mayTake} />
      <div class="queue queue--plain">
        <Views sheet={sheet} />
        <Sheet sheet={sheet} />
      </div>
    </div>
  </Page>
);

const Head: FC<{ mayTake: boolean }> = ({ mayTake }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div class="row row--title">
        <h1>{say(words.heading)}</h1>
      </div>
      <div class="row">
        {mayTake && (
          <a class="btn" href="/revocation-requests/new">
            {say(words.take)}
          </a>
        )}
        <a class="btn btn--danger" href="/revocation-requests/emergency">
          {say(words.emergency)}
        </a>
      </div>
    </div>
  );
};

const GROUPS = [
  { heading: words.open, views: ['undecided', 'confirm', 'underWay'] },
  { heading: words.over, views: ['closed'] },
] as const;

const Views: FC<{ sheet: RequestsSheet }> = ({ sheet: { view: current, counts, channel } }) => {
  const say = useSay();
  return (
    <nav class="views" aria-label={say(words.views)}>
      {GROUPS.map(({ heading, views }) => (
        <>
          <h2>{say(heading)}</h2>
          <ul>
            {views.map((view) => (
              <li>
                <a
                  href={hrefOf(view, channel)}
                  aria-current={view === current ? 'page' : undefined}
                >
                  {say(words.view[view])}
                  <span class="count">{countText(counts[view])}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  );
};

const Filter: FC<{ sheet: RequestsSheet }> = ({ sheet: { view, channel } }) => {
  const say = useSay();
  return (
    <form method="get" class="row filter" action="/revocation-requests">
      <input type="hidden" name="view" value={view} />
      <label for="channel">{say(words.channel)}</label>
      <select id="channel" name="channel">
        <option value="">{say(words.everyChannel)}</option>
        {Object.entries(revocationRequest.channels).map(([code, said]) => (
          <option value={code} selected={code === channel}>
            {say(said)}
          </option>
        ))}
      </select>
      <button class="btn btn--small" type="submit">
        {say(words.filter)}
      </button>
    </form>
  );
};

const Sheet: FC<{ sheet: RequestsSheet }> = ({ sheet }) => {
  const { view, channel, rows, counts, now, isFirst, next } = sheet;
  const say = useSay();
  const start = hrefOf(view, channel);
  return (
    <section class="sheet" aria-labelledby="h-list">
      <div class="sheet__head">
        <h2 id="h-list">
          {say(words.view[view])} <span class="quiet">{say(words.counted(counts[view]))}</span>
        </h2>
        <p>
          {say(view === 'closed' ? words.newest : words.byDeadline)} ・{' '}
          {say(times.asOf(clockOf(now)))} <a href={start}>{say(words.refresh)}</a>
        </p>
        <Filter sheet={sheet} />
      </div>
      {rows.length === 0 ? (
        <div class="sheet__body">
          <Empty
            what={words.empty[view]}
            {...(view === 'closed'
              ? {}
              : { link: { href: hrefOf('closed'), name: words.view.closed } })}
          />
        </div>
      ) : (
        <Table rows={rows} view={view} now={now} />
      )}
      <Paging
        start={isFirst ? undefined : start}
        next={next && `${start}&after=${printCursor(next)}`}
        size={PAGE_SIZE}
      />
    </section>
  );
};

const Table: FC<{ rows: readonly RequestRow[]; view: RequestView; now: Date }> = (props) => {
  const { rows, view, now } = props;
  const say = useSay();
  const { deadline, closed, ...columns } = words.columns;
  const { holder, channel, state, certificate } = columns;
  return (
    <table class="cases cases--fixed cases--requests stackable" role="table">
      <colgroup>
        {[1, 2, 3, 4, 5].map(() => (
          <col />
        ))}
      </colgroup>
      <thead>
        <tr>
          {[view === 'closed' ? closed : deadline, holder, channel, state, certificate].map(
            (head) => (
              <th scope="col">{say(head)}</th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} now={now} />
        ))}
      </tbody>
    </table>
  );
};

const Row: FC<{ row: RequestRow; now: Date }> = ({ row, now }) => {
  const { id, name, deadline, closedAt, requestedAt, channel, portal, reason, chip } = row;
  const say = useSay();
  return (
    <tr data-row={id}>
      <td>
        {deadline ? (
          <Deadline {...deadline} />
        ) : (
          <span class="deadline">
            <Moment at={closedAt ?? requestedAt} now={now} />
          </span>
        )}
      </td>
      <td>
        <a
          class="name"
          href={`/revocation-requests/${id}`}
          lang={name === undefined ? undefined : 'ja'}
        >
          {name ?? say(words.unknownHolder)}
        </a>
      </td>
      <td class="why">
        {say(channel)}
        {portal !== undefined && <span lang="ja"> {portal}</span>}
        <br />
        <span class="quiet">{say(reason)}</span>
      </td>
      <td>
        <Chip {...chip} />
        <br />
        <span class="reading">
          <ApplicationNumber id={id} name={revocationRequest.number} />
        </span>
      </td>
      <td>
        {row.serialNumber !== undefined && (
          <Hash hex={row.serialNumber} name={words.columns.certificate} />
        )}
      </td>
    </tr>
  );
};

import type { FC } from 'hono/jsx';
import type { CaseCursor, CaseView } from '../../../db/inspection/case-list.ts';
import { clockOf } from '../clock.ts';
import { Chip } from '../components/chip.tsx';
import { Deadline } from '../components/deadline.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application, caseList as words } from '../words/case-list.ts';
import { times } from '../words/times.ts';
import { CasePeek } from './case-peek.tsx';
import type { ListRow, ListView } from './list-view.ts';

/** Address of a view of the list. */
const viewHref = (view: CaseView): string =>
  view === 'open' ? '/certificate-applications' : `/certificate-applications?view=${view}`;

const nextHref = (view: CaseView, { turn, at, id }: CaseCursor): string => {
  const after = `${turn}.${at.getTime()}.${id}`;
  return `/certificate-applications?view=${view}&after=${after}`;
};

const Hints: FC = () => {
  const say = useSay();
  return (
    <p class="keys" aria-hidden="true">
      <span>
        <kbd>J</kbd> <kbd>K</kbd> {say(words.hints.move)}
      </span>
      <span>
        <kbd>Enter</kbd> {say(words.hints.open)}
      </span>
      <span>
        <kbd>/</kbd> {say(words.hints.search)}
      </span>
    </p>
  );
};

const Finder: FC<{ typed: string | undefined }> = ({ typed }) => {
  const say = useSay();
  return (
    <form class="row finder" role="search" action="/certificate-applications">
      <label class="vh" for="number">
        {say(words.search)}
      </label>
      <input
        class="find"
        id="number"
        type="search"
        name="number"
        value={typed}
        autocomplete="off"
        spellcheck={false}
        data-key="/"
        aria-keyshortcuts="/"
        placeholder={say(words.placeholder)}
      />
      <button class="btn" type="submit">
        {say(words.find)}
      </button>
    </form>
  );
};

const VIEWS = [
  { heading: words.inProgress, views: ['open', 'jlis', 'review', 'returned'] },
  { heading: words.done, views: ['issued', 'all'] },
] as const;

const Views: FC<{ list: ListView }> = ({ list }) => {
  const say = useSay();
  return (
    <nav class="views" aria-label={say(words.views)}>
      {VIEWS.map(({ heading, views }) => (
        <>
          <h2>{say(heading)}</h2>
          <ul>
            {views.map((view) => (
              <li>
                <a
                  href={viewHref(view)}
                  aria-current={list.view === view && list.typed === undefined ? 'page' : undefined}
                >
                  {say(words.view[view])}
                  {list.counts[view] !== undefined && (
                    <span class="count">{list.counts[view]}</span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  );
};

/** When a case came in, where no deadline is running. */
const Received: FC<{ at: Date; now: Date; isLabelled: boolean }> = ({ at, now, isLabelled }) => {
  const say = useSay();
  return (
    <span class="deadline">
      {isLabelled && <small>{say(words.columns.received)}</small>}
      <Moment at={at} now={now} />
    </span>
  );
};

interface RowProps {
  readonly row: ListRow;
  readonly now: Date;
  readonly isSelected: boolean;
  readonly isByReceipt: boolean;
}

const Row: FC<RowProps> = ({ row, now, isSelected, isByReceipt }) => {
  const say = useSay();
  const { id, name, chip, deadline, receivedAt, portal, why, findings } = row;
  return (
    <tr data-row={id} data-selected={isSelected ? '' : undefined}>
      <td>
        {isByReceipt || !deadline ? (
          <Received at={receivedAt} now={now} isLabelled={!isByReceipt} />
        ) : (
          <Deadline {...deadline} />
        )}
      </td>
      <td>
        <a
          class="name"
          href={`/certificate-applications/${id}`}
          lang={name === undefined ? undefined : 'ja'}
          aria-current={isSelected ? 'true' : undefined}
        >
          {name ?? say(words.nameErased)}
        </a>
      </td>
      <td class="why">
        {say(why)}
        {findings.length > 1 && (
          <>
            {' '}
            <span class="quiet small">{say(words.others(findings.length - 1))}</span>
          </>
        )}
      </td>
      <td>
        <Chip {...chip} />
        <br />
        <span class="reading">
          <ApplicationNumber id={id} name={application.number} />
        </span>
      </td>
      <td class="who-has">
        {portal}
        {!isByReceipt && deadline && (
          <>
            <br />
            <span class="quiet">
              <Moment at={receivedAt} now={now} />
            </span>
          </>
        )}
      </td>
    </tr>
  );
};

const Table: FC<{ list: ListView }> = ({ list }) => {
  const say = useSay();
  const first = list.groups[0]?.rows[0]?.id;
  return (
    <table class="cases cases--fixed stackable" role="table">
      <colgroup>
        <col />
        <col />
        <col />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            {say(list.isByReceipt ? words.columns.received : words.columns.deadline)}
          </th>
          <th scope="col">{say(words.columns.applicant)}</th>
          <th scope="col">{say(words.columns.why)}</th>
          <th scope="col">{say(words.columns.state)}</th>
          <th scope="col">
            {say(list.isByReceipt ? words.columns.portalAlone : words.columns.portal)}
          </th>
        </tr>
      </thead>
      {list.groups.map(({ heading, rows }) => (
        <tbody>
          <tr class="group">
            <th colspan={5} scope="rowgroup">
              {say(heading)} <span class="quiet">{say(words.count(rows.length))}</span>
            </th>
          </tr>
          {rows.map((row) => (
            <Row
              row={row}
              now={list.now}
              isSelected={row.id === first}
              isByReceipt={list.isByReceipt}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
};

const Paging: FC<{ list: ListView }> = ({ list: { view, isFirst, next } }) => {
  const say = useSay();
  if (isFirst && !next) return <></>;
  return (
    <p class="row paging">
      {!isFirst && (
        <a class="btn btn--small" href={viewHref(view)}>
          {say(words.first)}
        </a>
      )}
      {next && (
        <a class="btn btn--small" href={nextHref(view, next)} rel="next">
          {say(words.more(25))}
        </a>
      )}
    </p>
  );
};

const Nothing: FC<{ list: ListView }> = ({ list: { view, typed } }) =>
  typed === undefined ? (
    <Empty
      what={words.empty[view]}
      more={words.empty.arrives}
      {...(view === 'all' ? {} : { link: { href: viewHref('all'), name: words.empty.next } })}
    />
  ) : (
    <Empty what={words.empty.found} link={{ href: viewHref('all'), name: words.empty.next }} />
  );

const Sheet: FC<{ list: ListView }> = ({ list }) => {
  const say = useSay();
  const isEmpty = list.groups.length === 0;
  return (
    <section class="sheet" aria-labelledby="h-list">
      <div class="sheet__head">
        <h2 id="h-list">{say(list.heading)}</h2>
        <p>
          {say(list.order)} ・ {say(times.asOf(clockOf(list.now)))}
        </p>
      </div>
      {isEmpty ? (
        <div class="sheet__body">
          <Nothing list={list} />
        </div>
      ) : (
        <Table list={list} />
      )}
      <Paging list={list} />
    </section>
  );
};

/** The list of applications: views at the left, rows by deadline, the chosen case at the right. */
export const ListPage: FC<{ frame: FrameView; list: ListView }> = ({ frame, list }) => {
  const rows = list.groups.flatMap((group) => group.rows);
  return (
    <Page view={frame} title={words.title} current="cases">
      <div class="page">
        <PageHead typed={list.typed} />
        <div class="queue">
          <Views list={list} />
          <Sheet list={list} />
          <CasePeek rows={rows} now={list.now} />
        </div>
      </div>
    </Page>
  );
};

const PageHead: FC<{ typed: string | undefined }> = ({ typed }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div class="row row--title">
        <h1>{say(words.title)}</h1>
        <Hints />
      </div>
      <Finder typed={typed} />
    </div>
  );
};

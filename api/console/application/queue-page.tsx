import type { FC } from 'hono/jsx';
import type { QueueView } from '../../../db/inspection/queue-statements.ts';
import { clockOf } from '../clock.ts';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { countText } from '../count.ts';
import { mayJudge } from '../roles.ts';
import { caseList } from '../words/case-list.ts';
import { queue as words, queueLive } from '../words/queue.ts';
import { times } from '../words/times.ts';
import { printCursor } from './case-cursor.ts';
import { CasePeek } from './case-peek.tsx';
import { PAGE_SIZE } from './case-row.ts';
import { CaseTable, Paging } from './case-table.tsx';
import { Finder } from './finder.tsx';
import { printMark } from './queue-events.ts';
import type { QueueSheet } from './queue-view.ts';

const hrefOf = (view: QueueView): string => `/queue?view=${view}`;

const Hints: FC<{ takes: boolean }> = ({ takes }) => {
  const say = useSay();
  return (
    <p class="keys" aria-hidden="true">
      <span>
        <kbd>J</kbd> <kbd>K</kbd> {say(caseList.hints.move)}
      </span>
      <span>
        <kbd>Enter</kbd> {say(caseList.hints.open)}
      </span>
      {takes && (
        <span>
          <kbd>G</kbd> {say(words.hints.take)}
        </span>
      )}
      <span>
        <kbd>/</kbd> {say(caseList.hints.search)}
      </span>
    </p>
  );
};

const GROUPS = [
  { heading: words.own, views: ['mine'] },
  {
    heading: words.everybody,
    views: ['free', 'jlis', 'applicant', 'instruct', 'parked', 'machine'],
  },
  { heading: words.over, views: ['done'] },
] as const;

const Views: FC<{ sheet: QueueSheet }> = ({ sheet: { view: current, counts } }) => {
  const say = useSay();
  return (
    <nav class="views" aria-label={say(words.views)}>
      {GROUPS.map(({ heading, views }) => (
        <>
          <h2>{say(heading)}</h2>
          <ul>
            {views.map((view) => (
              <li>
                <a href={hrefOf(view)} aria-current={view === current ? 'page' : undefined}>
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

/** Takes the case that is due first of those that nobody holds. */
const TakeNext: FC<{ id: string; token: string }> = ({ id, token }) => {
  const say = useSay();
  return (
    <form method="post" action={`/certificate-applications/${id}/claims`}>
      <input type="hidden" name="token" value={token} />
      <button class="btn btn--primary" type="submit" data-key="g" aria-keyshortcuts="g">
        {say(words.takeNext)}
        <kbd aria-hidden="true">G</kbd>
      </button>
    </form>
  );
};

/** Tells of rows that have changed, where the browser can listen. The list itself moves only when asked. */
const Live: FC<{ sheet: QueueSheet }> = ({ sheet: { view, mark } }) => {
  const say = useSay();
  const events = `/queue/events?view=${view}&seen=${printMark(mark)}`;
  return (
    <p class="live" role="status" data-live={events}>
      <span data-live-said=""></span>{' '}
      <a href={hrefOf(view)} data-live-again="" hidden>
        {say(queueLive.again)}
      </a>
    </p>
  );
};

const SheetHead: FC<{ sheet: QueueSheet }> = ({ sheet }) => {
  const { view, counts, now } = sheet;
  const say = useSay();
  return (
    <div class="sheet__head">
      <h2 id="h-list">
        {say(words.heading[view])} <span class="quiet">{say(words.counted(counts[view]))}</span>
      </h2>
      <p>
        {say(view === 'done' ? words.newest : words.byDeadline)} ・ {say(times.asOf(clockOf(now)))}{' '}
        <a href={hrefOf(view)}>{say(words.refresh)}</a>
      </p>
      <Live sheet={sheet} />
    </div>
  );
};

const Nothing: FC<{ sheet: QueueSheet }> = ({ sheet: { view, counts } }) => {
  const isFree = view !== 'free' && counts.free > 0;
  const to = isFree ? ('free' as const) : ('done' as const);
  const name = isFree ? words.empty.toFree : words.empty.toDone;
  return (
    <Empty
      what={words.empty[view]}
      {...(isFree ? { more: words.empty.free99(counts.free) } : {})}
      {...(view === 'done' ? {} : { link: { href: hrefOf(to), name } })}
    />
  );
};

const Sheet: FC<{ sheet: QueueSheet }> = ({ sheet }) => {
  const { view, groups, now, isFirst, next } = sheet;
  return (
    <section class="sheet" aria-labelledby="h-list">
      <SheetHead sheet={sheet} />
      {groups.length === 0 ? (
        <div class="sheet__body">
          <Nothing sheet={sheet} />
        </div>
      ) : (
        <CaseTable groups={groups} now={now} first={view === 'done' ? 'closed' : 'deadline'} />
      )}
      <Paging
        start={isFirst ? undefined : hrefOf(view)}
        next={next && `${hrefOf(view)}&after=${printCursor(next)}`}
        size={PAGE_SIZE}
      />
    </section>
  );
};

/** That cases have been in the check for long: nobody sees them in a view of their own. */
const InChecking: FC<{ count: number }> = ({ count }) => {
  const say = useSay();
  return (
    <div class="banner banner--inset" role="status">
      <Icon name="clock" />
      <p>
        <strong>{say(words.checking.long(count))}</strong> {say(words.checking.next)}
      </p>
      <a class="btn btn--small" href={hrefOf('machine')}>
        {say(words.checking.open)}
      </a>
    </div>
  );
};

/** 受付箱: views at the left, rows by deadline, the chosen case at the right. */
export const QueuePage: FC<{ frame: FrameView; sheet: QueueSheet }> = ({ frame, sheet }) => {
  const rows = sheet.groups.flatMap((group) => group.rows);
  const { officer, formToken } = frame;
  const takes = officer !== undefined && mayJudge(officer) ? sheet.nextFree : undefined;
  return (
    <Page view={frame} title={words.title} current="cases">
      <div class="page">
        <PageHead takes={takes} token={formToken ?? ''} />
        {sheet.inChecking > 0 && <InChecking count={sheet.inChecking} />}
        <div class="queue">
          <Views sheet={sheet} />
          <Sheet sheet={sheet} />
          <CasePeek rows={rows} now={sheet.now} />
        </div>
      </div>
    </Page>
  );
};

const PageHead: FC<{ takes: string | undefined; token: string }> = ({ takes, token }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div class="row row--title">
        <h1>{say(words.title)}</h1>
        <Hints takes={takes !== undefined} />
      </div>
      <div class="row">
        {takes !== undefined && <TakeNext id={takes} token={token} />}
        <Finder />
      </div>
    </div>
  );
};

import type { FC } from 'hono/jsx';
import type { NamedPortal } from '../../../db/inspection/case-search.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { search as words } from '../words/search.ts';
import { printCursor } from './case-cursor.ts';
import { CasePeek } from './case-peek.tsx';
import { PAGE_SIZE } from './case-row.ts';
import { CaseTable, Paging } from './case-table.tsx';
import { Finder } from './finder.tsx';
import type { SearchSheet } from './search-view.ts';

const hrefOf = (typed: string): string => `/search?q=${encodeURIComponent(typed)}`;

const How: FC = () => {
  const say = useSay();
  const { title, ...ways } = words.how;
  return (
    <section class="sheet pad stack" aria-labelledby="h-how">
      <h2 id="h-how">{say(title)}</h2>
      <dl class="facts facts--left">
        {Object.values(ways).map(({ name, how }) => (
          <>
            <dt>{say(name)}</dt>
            <dd>{say(how)}</dd>
          </>
        ))}
      </dl>
      <p>
        {say(words.noNames.what)} {say(words.noNames.why)}
      </p>
    </section>
  );
};

const NoWay: FC = () => {
  const say = useSay();
  return (
    <div class="empty">
      <p class="strong">{say(words.noNames.what)}</p>
      <p>
        {say(words.noNames.why)} {say(words.noNames.next)}
      </p>
    </div>
  );
};

const Choice: FC<{ portals: readonly NamedPortal[] }> = ({ portals }) => {
  const say = useSay();
  return (
    <div class="stack">
      <p class="strong">{say(words.choose)}</p>
      <ul class="stack--tight">
        {portals.map(({ id, name }) => (
          <li>
            <a class="btn" href={hrefOf(id)}>
              <span lang="ja">{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
};

const Nothing: FC = () => {
  const say = useSay();
  return (
    <div class="empty">
      <p class="strong">{say(words.none)}</p>
    </div>
  );
};

const Found: FC<{ sheet: SearchSheet }> = ({ sheet: { plan, groups, now } }) => {
  if (groups.length > 0) return <CaseTable groups={groups} now={now} first="received" />;
  return (
    <div class="sheet__body">
      {plan?.kind === 'noWay' ? (
        <NoWay />
      ) : plan?.kind === 'choose' ? (
        <Choice portals={plan.portals} />
      ) : (
        <Nothing />
      )}
    </div>
  );
};

const Result: FC<{ sheet: SearchSheet; typed: string }> = ({ sheet, typed }) => {
  const { plan, isFirst, next } = sheet;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-found">
      <div class="sheet__head">
        <h2 id="h-found">{say(words.found(typed))}</h2>
        {plan?.kind === 'query' && (
          <p>
            {say(words.by[plan.query.by])} ・ {say(words.recorded)}
          </p>
        )}
      </div>
      <Found sheet={sheet} />
      <Paging
        start={isFirst ? undefined : hrefOf(typed)}
        next={next && `${hrefOf(typed)}&after=${printCursor(next)}`}
        size={PAGE_SIZE}
      />
    </section>
  );
};

const PageHead: FC<{ typed: string | undefined }> = ({ typed }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div class="row row--title">
        <h1>{say(words.title)}</h1>
      </div>
      <Finder typed={typed} />
    </div>
  );
};

/** The search: a field, what it takes, and the least about what it found. */
export const SearchPage: FC<{ frame: FrameView; sheet: SearchSheet }> = ({ frame, sheet }) => {
  const { typed, groups, now } = sheet;
  const rows = groups.flatMap((group) => group.rows);
  return (
    <Page view={frame} title={words.title} current="search">
      <div class="page">
        <PageHead typed={typed} />
        {typed === undefined ? (
          <How />
        ) : (
          <div class="queue queue--found">
            <Result sheet={sheet} typed={typed} />
            <CasePeek rows={rows} now={now} />
          </div>
        )}
      </div>
    </Page>
  );
};

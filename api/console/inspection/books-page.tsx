import type { FC } from 'hono/jsx';
import { ITEMS, type Item } from '../../../books/events/row.ts';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { mayReadCases } from '../roles.ts';
import { anchoring } from '../words/anchoring.ts';
import { books as words, items as itemWords } from '../words/books.ts';
import { application } from '../words/case-list.ts';
import type { BookLine, BooksView } from './book-view.ts';

const itemHref = (item: Item | undefined): string =>
  item === undefined ? '/inspection/books' : `/inspection/books?item=${encodeURIComponent(item)}`;

const PARTS = [1, 2, 3, 4] as const;

const Items: FC<{ current: Item | undefined }> = ({ current }) => {
  const say = useSay();
  return (
    <nav class="sheet pad articles" aria-label={say(words.navigation)}>
      <ul>
        <li>
          <a href={itemHref(undefined)} aria-current={current === undefined ? 'page' : undefined}>
            <span>—</span>
            <span>{say(words.all)}</span>
          </a>
        </li>
      </ul>
      {PARTS.map((part) => (
        <>
          <h2>{say(words.parts[part])}</h2>
          <ul>
            {ITEMS.filter((item) => item.startsWith(String(part))).map((item) => (
              <li>
                <a href={itemHref(item)} aria-current={current === item ? 'page' : undefined}>
                  <span lang="ja">{item.slice(1)}</span>
                  <span>{say(itemWords[item])}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  );
};

const Line: FC<{ line: BookLine; canOpenCase: boolean }> = ({ line, canOpenCase }) => {
  const { index, at, event, name, items, caseId, href } = line;
  const say = useSay();
  return (
    <tr data-row="">
      <td class="mono">
        <a class="name" href={href}>
          {index === undefined ? say(words.unsequenced) : index.toLocaleString('en-US')}
        </a>
        <br />
        <span class="reading">
          <Moment at={at} to="second" />
        </span>
      </td>
      <td>
        {say(name)}
        <br />
        <span class="reading mono">{event}</span>
      </td>
      <td lang="ja">{items.join('、')}</td>
      <td>
        {caseId === undefined ? (
          <span class="quiet">{say(words.noCase)}</span>
        ) : canOpenCase ? (
          <a href={`/certificate-applications/${caseId}`}>
            <ApplicationNumber id={caseId} name={application.number} />
          </a>
        ) : (
          <ApplicationNumber id={caseId} name={application.number} />
        )}
      </td>
    </tr>
  );
};

const Table: FC<{ lines: readonly BookLine[]; canOpenCase: boolean }> = (props) => {
  const { lines, canOpenCase } = props;
  const say = useSay();
  return (
    <table class="cases entries stackable" role="table">
      <thead>
        <tr>
          <th scope="col">{say(words.columns.index)}</th>
          <th scope="col">{say(words.columns.event)}</th>
          <th scope="col">{say(words.columns.item)}</th>
          <th scope="col">{say(words.columns.case)}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line line={line} canOpenCase={canOpenCase} />
        ))}
      </tbody>
    </table>
  );
};

const Paging: FC<{ view: BooksView }> = ({ view: { item, isFirst, before } }) => {
  const say = useSay();
  if (isFirst && before === undefined) return <></>;
  const start = itemHref(item);
  return (
    <p class="row paging">
      {!isFirst && (
        <a class="btn btn--small" href={start}>
          {say(words.newest)}
        </a>
      )}
      {before !== undefined && (
        <a
          class="btn btn--small"
          rel="next"
          href={`${start}${item === undefined ? '?' : '&'}before=${before}`}
        >
          {say(words.older)}
        </a>
      )}
    </p>
  );
};

const Sheet: FC<{ view: BooksView; canOpenCase: boolean }> = ({ view, canOpenCase }) => {
  const say = useSay();
  const { item, lines, size } = view;
  return (
    <section class="sheet" aria-labelledby="h-book">
      <div class="sheet__head">
        <h2 id="h-book">
          {item === undefined ? (
            say(words.everything)
          ) : (
            <>
              <span lang="ja">{item}</span> {say(itemWords[item])}
            </>
          )}
        </h2>
        <p>{say(words.size(size.toLocaleString('en-US')))}</p>
      </div>
      {lines.length === 0 ? (
        <div class="sheet__body">
          <Empty what={words.empty} link={{ href: itemHref(undefined), name: words.emptyNext }} />
        </div>
      ) : (
        <Table lines={lines} canOpenCase={canOpenCase} />
      )}
      <Paging view={view} />
    </section>
  );
};

/** The books: every entry of the office log, newest first. */
export const BooksPage: FC<{ frame: FrameView; view: BooksView }> = ({ frame, view }) => {
  const canOpenCase = frame.officer !== undefined && mayReadCases(frame.officer);
  return (
    <Page view={frame} title={words.title} current="books">
      <div class="page">
        <Head />
        <div class="books books--plain">
          <Items current={view.item} />
          <Sheet view={view} canOpenCase={canOpenCase} />
        </div>
      </div>
    </Page>
  );
};

const Head: FC = () => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      <a class="btn" href="/inspection/anchoring">
        {say(anchoring.title)}
      </a>
    </div>
  );
};

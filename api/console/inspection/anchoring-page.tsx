import type { FC } from 'hono/jsx';
import { Chip, type ChipView } from '../components/chip.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { mayReadBooks } from '../roles.ts';
import { anchoring as words } from '../words/anchoring.ts';
import type { AnchoringLine } from './anchoring-view.ts';

const CHIPS = {
  good: { kind: 'holds', icon: 'tick' },
  warning: { kind: 'waits', icon: 'warning' },
  alarm: { kind: 'forbids', icon: 'warning' },
} as const satisfies Record<AnchoringLine['level'], Omit<ChipView, 'word'>>;

const Row: FC<{ line: AnchoringLine }> = ({ line }) => {
  const { log, kind, name, level, succeededAt, size, failure, isContradicted } = line;
  const say = useSay();
  return (
    <tr>
      <td>{say(words.logs[log])}</td>
      <td>
        {say(words.kinds[kind])}
        {name !== '' && (
          <>
            <br />
            <span class="reading mono">{name}</span>
          </>
        )}
      </td>
      <td class="mono">
        {succeededAt ? <Moment at={succeededAt} to="second" /> : say(words.never)}
      </td>
      <td class="mono">{size === undefined ? '—' : size.toLocaleString('en-US')}</td>
      <td>
        <Chip {...CHIPS[level]} word={words.levels[level]} />
        {isContradicted && (
          <>
            <br />
            <span class="small">{say(words.banner.contradicted)}</span>
          </>
        )}
        {failure !== undefined && (
          <>
            <br />
            <span class="small">{say(words.lastFailed(failure))}</span>
          </>
        )}
      </td>
    </tr>
  );
};

const Table: FC<{ lines: readonly AnchoringLine[] }> = ({ lines }) => {
  const say = useSay();
  return (
    <table class="cases stackable" role="table">
      <thead>
        <tr>
          <th scope="col">{say(words.columns.log)}</th>
          <th scope="col">{say(words.columns.kind)}</th>
          <th scope="col">{say(words.columns.last)}</th>
          <th scope="col">{say(words.columns.size)}</th>
          <th scope="col">{say(words.columns.state)}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row line={line} />
        ))}
      </tbody>
    </table>
  );
};

/** 外の証人: when each book was last cosigned, anchored in the other, and stamped. */
export const AnchoringPage: FC<{ frame: FrameView; lines: readonly AnchoringLine[] }> = (props) => {
  const { frame, lines } = props;
  return (
    <Page view={frame} title={words.title} current="books">
      <div class="page">
        <Head canReadBooks={frame.officer !== undefined && mayReadBooks(frame.officer)} />
        <section class="sheet" aria-labelledby="h-anchoring">
          {lines.length === 0 ? (
            <div class="sheet__body">
              <Empty what={words.empty} link={{ href: '/', name: words.emptyNext }} />
            </div>
          ) : (
            <Table lines={lines} />
          )}
        </section>
        <Limits />
      </div>
    </Page>
  );
};

const Head: FC<{ canReadBooks: boolean }> = ({ canReadBooks }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1 id="h-anchoring">{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      {canReadBooks && (
        <a class="btn" href="/inspection/books" data-key="Escape" aria-keyshortcuts="Escape">
          {say(words.back)}
        </a>
      )}
    </div>
  );
};

const Limits: FC = () => {
  const say = useSay();
  return <p class="quiet small gap-top">{say(words.limits)}</p>;
};

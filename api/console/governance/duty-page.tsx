import type { FC } from 'hono/jsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { duty as words } from '../words/duty.ts';
import { DutySheet } from './duty-sheet.tsx';
import type { DutyLine, DutyView } from './duty-view.ts';

/** What is said of a change that was asked for. */
export type DutySaid = keyof typeof words.said;

const History: FC<{ lines: readonly DutyLine[] }> = ({ lines }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-history">
      <div class="sheet__head">
        <h2 id="h-history">{say(words.history.title)}</h2>
        <p>{say(words.history.note(lines.length))}</p>
      </div>
      {lines.length === 0 ? (
        <div class="sheet__body">
          <Empty what={words.history.empty} />
        </div>
      ) : (
        <Lines lines={lines} />
      )}
    </section>
  );
};

const Lines: FC<{ lines: readonly DutyLine[] }> = ({ lines }) => {
  const say = useSay();
  return (
    <table class="cases stackable" role="table">
      <thead>
        <tr>
          <th scope="col">{say(words.history.name)}</th>
          <th scope="col">{say(words.history.from)}</th>
          <th scope="col">{say(words.history.until)}</th>
          <th scope="col">{say(words.history.length)}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, from, until, length, gap }) => (
          <tr>
            <td lang="ja">{name}</td>
            <td class="mono">
              <Moment at={from} to="second" />
            </td>
            <td class="mono">
              {until ? <Moment at={until} to="second" /> : say(words.history.runs)}
            </td>
            <td>
              {say(length)}
              {gap && (
                <>
                  <br />
                  <span class="small quiet">{say(words.history.gap(gap))}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** 当番: who is 責任を有する者 when. */
export const DutyPage: FC<{
  frame: FrameView;
  view: DutyView;
  lines: readonly DutyLine[];
  said: DutySaid | undefined;
}> = ({ frame, view, lines, said }) => (
  <Page view={frame} title={words.title} current="morning">
    <div class="page stack">
      <Head said={said} />
      <div class="cols cols--2-1">
        <History lines={lines} />
        <div class="stack">
          <DutySheet view={view} isWhole />
          <Session />
        </div>
      </div>
    </div>
  </Page>
);

const Session: FC = () => {
  const say = useSay();
  return <p class="quiet small">{say(words.session)}</p>;
};

const Head: FC<{ said: DutySaid | undefined }> = ({ said }) => {
  const say = useSay();
  return (
    <div>
      {said && (
        <p
          class="banner banner--inset"
          data-kind={said === 'taken' ? 'done' : undefined}
          role="status"
        >
          {say(words.said[said])}
        </p>
      )}
      <h1>{say(words.title)}</h1>
      <p>{say(words.lead)}</p>
    </div>
  );
};

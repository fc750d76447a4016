import type { FC } from 'hono/jsx';
import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import type { Difference } from '../../../domain/reconciliation/equation.ts';
import { notEvaluated } from '../../../domain/reconciliation/equations.ts';
import { isApplicationId } from '../application/case-number.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { mayReadCases } from '../roles.ts';
import { reconciliation as words } from '../words/reconciliation.ts';
import { same, type Said } from '../words/said.ts';
import type { EquationLine, ReconciledDayView, Standing } from './reconciliation-view.ts';

const State: FC<{ isDifferent: boolean }> = ({ isDifferent }) =>
  isDifferent ? (
    <Chip kind="forbids" icon="warning" word={words.states.differs} />
  ) : (
    <Chip kind="holds" icon="tick" word={words.states.agrees} />
  );

const numberOf = (value: number | undefined): Said =>
  value === undefined ? words.notHeard : same(value.toLocaleString('en-US'));

const Check: FC<{ difference: Difference }> = ({ difference: { check, left, right } }) => {
  const say = useSay();
  return (
    <li>
      <span class="mono small">{check}</span>
      <br />
      <span class="small">{say(words.sides(numberOf(left), numberOf(right)))}</span>
    </li>
  );
};

const Named: FC<{ name: string; ids: readonly string[]; canOpen: boolean }> = (props) => {
  const { name, ids, canOpen } = props;
  const say = useSay();
  return (
    <>
      <p class="small">
        {say(words.named)} <span class="mono">{name}</span>
      </p>
      <ul class="stack--tight">
        {ids.map((id) => (
          <li class="mono small">
            {canOpen && name === 'cases' && isApplicationId(id) ? (
              <a href={`/certificate-applications/${id}`}>{id}</a>
            ) : (
              id
            )}
          </li>
        ))}
      </ul>
    </>
  );
};

const Row: FC<{ line: EquationLine; canOpen: boolean }> = ({ line, canOpen }) => {
  const { no, says, halts, isDifferent, differences, named } = line;
  const say = useSay();
  return (
    <tr>
      <th scope="row">{no}</th>
      <td>
        <State isDifferent={isDifferent} />
      </td>
      <td>
        {say(says)}
        {differences.length > 0 && (
          <ul class="stack--tight">
            {differences.map((difference) => (
              <Check difference={difference} />
            ))}
          </ul>
        )}
        {named.map(([name, ids]) => (
          <Named name={name} ids={ids} canOpen={canOpen} />
        ))}
      </td>
      <td class="checks__age">{halts && <small>{say(words.halts)}</small>}</td>
    </tr>
  );
};

const Table: FC<{ view: ReconciledDayView; canOpen: boolean }> = ({ view, canOpen }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-day">
      <div class="sheet__head">
        <h2 id="h-day">{say(words.of(view.day))}</h2>
        <p>{say(words.counts(String(view.agreeing), String(view.differing)))}</p>
      </div>
      {!view.hasFigures && <p class="sheet__body small quiet">{say(words.noFigures)}</p>}
      <table class="checks stackable" role="table">
        <thead class="vh">
          <tr>
            <th scope="col">{say(words.columns.number)}</th>
            <th scope="col">{say(words.columns.state)}</th>
            <th scope="col">{say(words.columns.says)}</th>
            <th scope="col">{say(words.halts)}</th>
          </tr>
        </thead>
        <tbody>
          {view.lines.map((line) => (
            <Row line={line} canOpen={canOpen} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Stopped: FC = () => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-stopped">
      <div class="sheet__head">
        <h2 id="h-stopped">{say(words.stopped.title)}</h2>
      </div>
      <div class="sheet__body stack--tight">
        <p>{say(words.stopped.what)}</p>
        <p>{say(words.stopped.next)}</p>
        <p class="mono small">toroku switch on allSigning</p>
      </div>
    </section>
  );
};

const Days: FC<{ newest: readonly Reconciliation[]; shown: string }> = ({ newest, shown }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-days">
      <div class="sheet__head">
        <h2 id="h-days">{say(words.days)}</h2>
      </div>
      <div class="sheet__body">
        <ul class="switches">
          {newest.map(({ day, failed }) => (
            <li>
              <a href={`/reconciliations/${day}`} aria-current={day === shown ? 'true' : undefined}>
                {day}
              </a>
              <State isDifferent={failed.length > 0} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};

const Head: FC<{ standing: Standing; differing: number; at: Date }> = (props) => {
  const { standing, differing, at } = props;
  const say = useSay();
  const verdict =
    standing === 'differs' ? words.verdicts.differs(String(differing)) : words.verdicts[standing];
  return (
    <div class="page__head">
      <div>
        <div class="verdict" data-standing={standing}>
          <Icon name={standing === 'agrees' ? 'shield' : 'warning'} />
          <h1>{say(verdict)}</h1>
        </div>
        <p>{say(words.next[standing])}</p>
      </div>
      <p class="when">
        {say(words.at)} <Moment at={at} to="minute" /> JST ・{' '}
        <a href="/morning-check" data-key="Escape" aria-keyshortcuts="Escape">
          {say(words.back)}
        </a>
      </p>
    </div>
  );
};

/** 帳簿の照合: what the reconciliation of a day found, line by line. */
export const ReconciliationPage: FC<{
  frame: FrameView;
  standing: Standing;
  shown: ReconciledDayView;
  newest: readonly Reconciliation[];
}> = ({ frame, standing, shown, newest }) => {
  const canOpen = frame.officer !== undefined && mayReadCases(frame.officer);
  return (
    <Page view={frame} title={words.title} current="morning">
      <div class="page">
        <Head standing={standing} differing={shown.differing} at={shown.at} />
        <div class="cols cols--2-1">
          <div class="stack">
            <Table view={shown} canOpen={canOpen} />
            <Left />
          </div>
          <div class="stack">
            {shown.isStopped && <Stopped />}
            <Days newest={newest} shown={shown.day} />
          </div>
        </div>
      </div>
    </Page>
  );
};

const Left: FC = () => {
  const say = useSay();
  return <p class="quiet small">{say(words.left(Object.keys(notEvaluated).join(' ')))}</p>;
};

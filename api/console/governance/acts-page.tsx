import type { FC } from 'hono/jsx';
import { stopCauses, switches } from '../../../domain/governance/switches.ts';
import { Chip } from '../components/chip.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { SwitchesList } from '../components/switches-list.tsx';
import { seesAlarms } from '../roles.ts';
import { staff } from '../words/staff.ts';
import { governance as words } from '../words/governance.ts';
import { changeLine, type ActView } from './act-view.ts';
import { STATE_CHIPS } from './state-chips.ts';
import type { SwitchView } from './switches-view.ts';
import { UnreadableRow, type UnreadableAct } from './unreadable-act.tsx';

/** An act of a list; one that cannot be read has no content. */
export type ShownAct = ActView | UnreadableAct;

/** What the page of acts shows. */
export interface ActsView {
  readonly waiting: readonly ShownAct[];
  readonly recent: readonly ShownAct[];
  readonly switches: readonly SwitchView[];
  /** The reader may stop, and may propose to turn on again. */
  readonly mayStop: boolean;
  readonly mayPropose: boolean;
  readonly inputId: string;
}

/** 二者の承認: what waits for a second person, what is stopped, and what was before. */
export const ActsPage: FC<{ frame: FrameView; view: ActsView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="acts">
    <div class="page">
      <Head
        mayPropose={view.mayPropose}
        seesStaff={frame.officer ? seesAlarms(frame.officer) : false}
      />
      <div class="act">
        <div class="stack">
          <Acts id="h-waiting" title={words.waiting} none={words.noneWaiting} acts={view.waiting} />
          <Acts id="h-recent" title={words.recent} none={words.noneRecent} acts={view.recent} />
        </div>
        <div class="stack">
          <Switches view={view} />
          <Stop view={view} token={frame.formToken ?? ''} />
        </div>
      </div>
    </div>
  </Page>
);

const Head: FC<{ mayPropose: boolean; seesStaff: boolean }> = ({ mayPropose, seesStaff }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>
          {say(words.lead)}
          {seesStaff && (
            <>
              {' '}
              <a href="/staff">{say(staff.title)}</a>・
              <a href="/terminals">{say(staff.terminals.title)}</a>
            </>
          )}
        </p>
      </div>
      {mayPropose && (
        <a class="btn btn--primary" href="/governance-acts/new">
          {say(words.proposeNew)}
        </a>
      )}
    </div>
  );
};

type Words = (typeof words)['waiting'] | (typeof words)['recent'];

const Acts: FC<{
  id: string;
  title: Words;
  none: { readonly ja: string; readonly en: string };
  acts: readonly ShownAct[];
}> = ({ id, title, none, acts }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby={id}>
      <div class="sheet__head">
        <h2 id={id}>{say(title)}</h2>
      </div>
      <div class="sheet__body">
        {acts.length === 0 ? (
          <Empty what={none} />
        ) : (
          <ul class="switches">
            {acts.map((act) =>
              'content' in act ? <Act view={act} /> : <UnreadableRow view={act} />,
            )}
          </ul>
        )}
      </div>
    </section>
  );
};

const Act: FC<{ view: ActView }> = ({ view }) => {
  const { act, content, state, proposer, dueAt } = view;
  const say = useSay();
  return (
    <li>
      <div>
        <a href={`/governance-acts/${act.id}`}>
          <strong>{say(words.kinds[content.actKind])}</strong>
        </a>{' '}
        {say(changeLine(content))}
        <p class="small quiet">
          {say(words.act.proposedBy(proposer))} ・ <Moment at={act.proposedAt} to="minute" />
          {state === 'proposed' && (
            <>
              {' ・ '}
              {say(words.columns.due)} <Moment at={dueAt} to="minute" />
            </>
          )}
        </p>
      </div>
      <Chip {...STATE_CHIPS[state]} word={words.states[state]} />
    </li>
  );
};

const Switches: FC<{ view: ActsView }> = ({ view }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-switches">
      <div class="sheet__head">
        <h2 id="h-switches" tabindex={-1}>
          {say(words.switches.title)}
        </h2>
      </div>
      <div class="sheet__body">
        <SwitchesList switches={view.switches} canPropose={view.mayPropose} />
      </div>
    </section>
  );
};

/** 停止: one person, at once, with a cause; no passkey, because it only stops. */
const Stop: FC<{ view: ActsView; token: string }> = ({ view, token }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-stop">
      <div class="sheet__head">
        <h2 id="h-stop">{say(words.switches.stopTitle)}</h2>
      </div>
      <div class="sheet__body stack">
        <p class="small">{say(words.switches.stopNote)}</p>
        {view.mayStop ? (
          <StopForm view={view} token={token} />
        ) : (
          <p>{say(words.switches.mayNotStop)}</p>
        )}
      </div>
    </section>
  );
};

const StopForm: FC<{ view: ActsView; token: string }> = ({ view, token }) => {
  const say = useSay();
  const kinds = Object.entries(switches).filter(([, { offBy }]) => offBy !== 'two');
  return (
    <form method="post" action="/governance-acts/stops" class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="input" value={view.inputId} />
      <div class="field">
        <label for="stop-switch">{say(words.switches.which)}</label>
        <select id="stop-switch" name="switch" required>
          <option value=""></option>
          {kinds.map(([name]) => (
            <option value={name}>
              {say(words.switches.kinds[name as keyof typeof words.switches.kinds])}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="stop-subject">
          {say(words.switches.subject)} <span class="field__hint">sample-portal, jpki, 1.0.0</span>
        </label>
        <input id="stop-subject" name="subject" type="text" maxlength={80} autocomplete="off" />
      </div>
      <div class="field">
        <label for="stop-cause">{say(words.switches.cause)}</label>
        <select id="stop-cause" name="cause" required>
          <option value=""></option>
          {stopCauses.map((cause) => (
            <option value={cause}>{say(words.switches.stopCauses[cause])}</option>
          ))}
        </select>
      </div>
      <p>
        <button class="btn btn--danger" type="submit">
          {say(words.switches.turnOff)}
        </button>
      </p>
    </form>
  );
};

import type { FC } from 'hono/jsx';
import type { ListedAct } from '../../../db/governance/act-inputs.ts';
import { stateOfAct } from '../../../db/governance/dual-control.ts';
import { isProposedKind } from '../../../domain/governance/act-kinds.ts';
import type { ActState } from '../../../domain/governance/act-inputs.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { Fingerprint } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { governance as words } from '../words/governance.ts';
import { same, type Said } from '../words/said.ts';
import { unreadableActs } from '../words/unreadable-acts.ts';
import { STATE_CHIPS } from './state-chips.ts';

/** An act whose content this build cannot read, by what stands beside it. */
export interface UnreadableAct {
  readonly act: Pick<ListedAct, 'id' | 'actKind' | 'contentSha256'>;
  readonly state: ActState;
}

/** Makes an act that cannot be read fit to be listed. */
export const unreadableAct = (act: ListedAct, now: Date): UnreadableAct => ({
  act,
  state: stateOfAct(act, now),
});

const kindWord = ({ act: { actKind } }: UnreadableAct): Said =>
  isProposedKind(actKind) ? words.kinds[actKind] : same(actKind);

/** In a list: which act it is, and where it stands. */
export const UnreadableRow: FC<{ view: UnreadableAct }> = ({ view }) => {
  const say = useSay();
  return (
    <li>
      <div>
        <a href={`/governance-acts/${view.act.id}`}>
          <strong>{say(kindWord(view))}</strong>
        </a>{' '}
        {say(unreadableActs.line)}
        <p class="small quiet mono">{view.act.id}</p>
      </div>
      <Chip {...STATE_CHIPS[view.state]} word={words.states[view.state]} />
    </li>
  );
};

/** Its own page: nobody agrees on what nobody can read. */
export const UnreadableActPage: FC<{ frame: FrameView; view: UnreadableAct }> = (props) => (
  <Page view={props.frame} title={words.title} current="acts">
    <Unreadable view={props.view} />
  </Page>
);

const Unreadable: FC<{ view: UnreadableAct }> = ({ view }) => {
  const { act, state } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-unreadable">
        <h1 id="h-unreadable">{say(kindWord(view))}</h1>
        <p>
          <Chip {...STATE_CHIPS[state]} word={words.states[state]} />
        </p>
        <p class="banner banner--inset" role="alert">
          {say(unreadableActs.what)}
        </p>
        <p>{say(unreadableActs.next)}</p>
        <dl class="facts">
          <dt>{say(words.sign.subject)}</dt>
          <dd class="mono">{act.id}</dd>
          <dt>{say(words.act.hash)}</dt>
          <dd>
            <Fingerprint hex={act.contentSha256} />
          </dd>
        </dl>
        <p>
          <a class="btn" href="/governance-acts">
            {say(words.outcome.back)}
          </a>
        </p>
      </section>
    </div>
  );
};

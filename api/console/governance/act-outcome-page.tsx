import type { FC } from 'hono/jsx';
import type { ActInputOutcome } from '../../../db/governance/act-inputs.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { governance as words } from '../words/governance.ts';
import type { Said } from '../words/said.ts';
import { problemWord } from './act-view.ts';

const stateOf = ({ appliedAt, refused }: ActInputOutcome): string =>
  appliedAt === null ? 'pending' : refused === null ? 'recorded' : 'refused';

function sentenceOf(outcome: ActInputOutcome): Said {
  const { appliedAt, refused, kind } = outcome;
  if (appliedAt === null) return words.outcome.pending;
  if (refused !== null) return words.outcome.refused(problemWord(refused));
  return words.outcome.applied[kind as keyof typeof words.outcome.applied];
}

/** After something was sent about an act: recorded or not, and whose turn it is. */
export const ActOutcomePage: FC<{
  frame: FrameView;
  outcome: ActInputOutcome;
  actId: string | undefined;
}> = ({ frame, outcome, actId }) => (
  <Page view={frame} title={words.title} current="acts">
    <Outcome outcome={outcome} actId={actId} />
  </Page>
);

const Outcome: FC<{ outcome: ActInputOutcome; actId: string | undefined }> = (props) => {
  const { outcome, actId } = props;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(outcome)}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <p role="status">{say(sentenceOf(outcome))}</p>
        <p>
          <a
            class="btn"
            href={actId === undefined ? '/governance-acts' : `/governance-acts/${actId}`}
          >
            {say(words.outcome.back)}
          </a>
        </p>
        {outcome.refused !== null && <p class="small quiet mono">{outcome.refused}</p>}
      </section>
    </div>
  );
};

import type { FC } from 'hono/jsx';
import type { ActInputOutcome } from '../../../db/governance/act-inputs.ts';
import type { opensEnrolment } from '../../../domain/governance/act-kinds.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { governance as words } from '../words/governance.ts';
import type { Said } from '../words/said.ts';
import { staff } from '../words/staff.ts';
import { problemWord } from './act-view.ts';

/** What became of what somebody sent about an act. */
export interface ActOutcomeView {
  readonly outcome: ActInputOutcome;
  /** Where there is such an act. */
  readonly actId: string | undefined;
  /** Of an approval: whether a code follows, of which its approver draws a half. */
  readonly enrolment: ReturnType<typeof opensEnrolment>;
}

const stateOf = ({ appliedAt, refused }: ActInputOutcome): string =>
  appliedAt === null ? 'pending' : refused === null ? 'recorded' : 'refused';

const isDrawnNext = ({ outcome, enrolment }: ActOutcomeView): boolean =>
  stateOf(outcome) === 'recorded' && enrolment !== 'never';

function sentenceOf(view: ActOutcomeView): Said {
  const { outcome, enrolment } = view;
  const { appliedAt, refused, kind } = outcome;
  if (appliedAt === null) return words.outcome.pending;
  if (refused !== null) return words.outcome.refused(problemWord(refused));
  const done = enrolment === 'never' ? kind : enrolment;
  return words.outcome.applied[done as keyof typeof words.outcome.applied];
}

/** After something was sent about an act: recorded or not, and whose turn it is. */
export const ActOutcomePage: FC<{ frame: FrameView; view: ActOutcomeView }> = (props) => (
  <Page view={props.frame} title={words.title} current="acts">
    <Outcome view={props.view} />
  </Page>
);

const Outcome: FC<{ view: ActOutcomeView }> = ({ view }) => {
  const { outcome, actId } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(outcome)}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <p role="status">{say(sentenceOf(view))}</p>
        <p class="choices">
          {isDrawnNext(view) && (
            <a class="btn btn--primary" href="/staff#h-codes">
              {say(staff.codes.title)}
            </a>
          )}
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

import type { FC } from 'hono/jsx';
import type { LotInputOutcome } from '../../../db/dispatch/lot-records.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { letters as words } from '../words/letters.ts';
import { same, type Said } from '../words/said.ts';

const stateOf = ({ appliedAt, refused }: LotInputOutcome): string =>
  appliedAt === null ? 'pending' : refused === null ? 'recorded' : 'refused';

/** Why an act on a lot has no effect, in words. */
export function problemWord(code: string): Said {
  const { problems } = words;
  if (code.startsWith('duties')) return problems.duties;
  return Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : same(code);
}

function sentenceOf({ appliedAt, refused, kind }: LotInputOutcome): Said {
  if (appliedAt === null) return words.outcome.pending;
  if (refused !== null) return words.outcome.refused(problemWord(refused));
  return words.outcome.applied[kind as keyof typeof words.outcome.applied];
}

/** After something was sent about a lot: recorded or not, and what comes next. */
export const LotOutcomePage: FC<{ frame: FrameView; outcome: LotInputOutcome }> = (props) => (
  <Page view={props.frame} title={words.title} current="letters">
    <Outcome outcome={props.outcome} />
  </Page>
);

const Outcome: FC<{ outcome: LotInputOutcome }> = ({ outcome }) => {
  const { lotId, kind, refused } = outcome;
  const say = useSay();
  const isNowhere = kind === 'propose' && stateOf(outcome) !== 'recorded';
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(outcome)}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <p role="status">{say(sentenceOf(outcome))}</p>
        <p class="choices">
          {!isNowhere && (
            <a class="btn btn--primary" href={`/dispatch-lots/${lotId}`}>
              {say(words.outcome.toLot)}
            </a>
          )}
          <a class="btn" href="/dispatch-lots">
            {say(words.lot.back)}
          </a>
        </p>
        {refused !== null && <p class="small quiet mono">{refused}</p>}
      </section>
    </div>
  );
};

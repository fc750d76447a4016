import type { FC } from 'hono/jsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { decision as words } from '../words/decision.ts';
import type { OutcomeView } from './outcome-view.ts';

/** After a decision: recorded or not, and whose turn it is. */
export const OutcomePage: FC<{ frame: FrameView; view: OutcomeView }> = ({ frame, view }) => (
  <Page view={frame} title={words.outcome.title} current="cases">
    <Outcome view={view} />
  </Page>
);

const stateOf = ({ isPending, code }: OutcomeView): string =>
  isPending ? 'pending' : code === undefined ? 'recorded' : 'refused';

const Outcome: FC<{ view: OutcomeView }> = ({ view }) => {
  const { caseId, sentence, next, code } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(view)}>
        <h1 id="h-outcome">{say(words.outcome.title)}</h1>
        <p role="status">{say(sentence)}</p>
        {next && <p>{say(next)}</p>}
        <p>
          <a class="btn" href={`/certificate-applications/${caseId}`}>
            {say(words.sign.back)}
          </a>
        </p>
        {code !== undefined && <p class="small quiet mono">{code}</p>}
      </section>
    </div>
  );
};

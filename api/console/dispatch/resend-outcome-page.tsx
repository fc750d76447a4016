import type { FC } from 'hono/jsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { returnedLetters } from '../words/returned-letters.ts';

const words = returnedLetters.resend;

/** What became of an order of another code. */
export interface ResendOutcomeView {
  readonly caseId: string;
  readonly isPending: boolean;
  /** Code of the refusal, for whoever is asked about it. */
  readonly code: string | undefined;
}

const stateOf = ({ isPending, code }: ResendOutcomeView): 'pending' | 'applied' | 'refused' =>
  isPending ? 'pending' : code === undefined ? 'applied' : 'refused';

/** After a re-send was ordered: recorded or not, and what follows. */
export const ResendOutcomePage: FC<{ frame: FrameView; view: ResendOutcomeView }> = ({
  frame,
  view,
}) => (
  <Page view={frame} title={words.title} current="cases">
    <Body view={view} />
  </Page>
);

const Body: FC<{ view: ResendOutcomeView }> = ({ view }) => {
  const say = useSay();
  const reason = view.code === undefined ? undefined : words.judged[view.code];
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(view)}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <p role="status">{say(words.outcome[stateOf(view)])}</p>
        {reason && <p>{say(reason)}</p>}
        <p>
          <a class="btn" href={`/certificate-applications/${view.caseId}`}>
            {say(words.backToCase)}
          </a>
        </p>
        {view.code !== undefined && <p class="small quiet mono">{view.code}</p>}
      </section>
    </div>
  );
};

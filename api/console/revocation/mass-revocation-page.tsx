import type { FC } from 'hono/jsx';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { massProgress as words } from '../words/mass-progress.ts';
import { outcomeWord, type MassView } from './mass-revocation-view.ts';

/** `/mass-revocations/{id}`: how far it is, what could not be revoked, and the button that lets it wait or go on. */
export const MassRevocationPage: FC<{ frame: FrameView; view: MassView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="acts">
    <div class="page">
      <Head view={view} />
      <div class="cols cols--2-1">
        <Problems view={view} />
        <Progress view={view} token={frame.formToken ?? ''} />
      </div>
    </div>
  </Page>
);

const Head: FC<{ view: MassView }> = ({ view: { progress, chip, done } }) => {
  const { mass, isAsked } = progress;
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <p class="small">
          <a href="/governance-acts">{say(words.toActs)}</a> /{' '}
          <a href={`/governance-acts/${mass.id}`}>{say(words.toAct)}</a>
        </p>
        <h1>{say(words.title)}</h1>
        <p>
          <Chip {...chip} /> {say(words.done(done, mass.certificates))}
        </p>
        {isAsked && (
          <p class="banner banner--inset" role="status">
            {say(words.asked)}
          </p>
        )}
      </div>
    </div>
  );
};

const Progress: FC<{ view: MassView; token: string }> = ({ view, token }) => {
  const { progress, reason, done, pausedBy } = view;
  const { mass, counts, published } = progress;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-progress">
      <div class="sheet__head">
        <h2 id="h-progress">{say(words.progress)}</h2>
      </div>
      <div class="sheet__body stack">
        <progress max={mass.certificates} value={done} aria-labelledby="h-progress"></progress>
        <dl class="facts">
          <dt>{say(words.reason)}</dt>
          <dd>{say(reason)}</dd>
          <dt>{say(words.all)}</dt>
          <dd>{mass.certificates}</dd>
          {Object.entries(counts).map(([outcome, n]) => (
            <>
              <dt>{say(outcomeWord(outcome))}</dt>
              <dd>{n}</dd>
            </>
          ))}
          <dt>{say(words.published)}</dt>
          <dd>{published}</dd>
          <dt>{say(words.begun)}</dt>
          <dd>
            <Moment at={mass.begunAt} to="second" />
          </dd>
          {mass.finishedAt && (
            <>
              <dt>{say(words.finishedAt)}</dt>
              <dd>
                <Moment at={mass.finishedAt} to="second" />
              </dd>
            </>
          )}
          {mass.pausedAt && pausedBy !== undefined && (
            <>
              <dt>{say(words.pausedBy(pausedBy))}</dt>
              <dd>
                <Moment at={mass.pausedAt} to="second" />
              </dd>
            </>
          )}
        </dl>
        <Send view={view} token={token} />
      </div>
    </section>
  );
};

const Send: FC<{ view: MassView; token: string }> = ({ view: { progress, sends }, token }) => {
  const say = useSay();
  if (!sends) return <></>;
  return (
    <form method="post" action={`/mass-revocations/${progress.mass.id}/inputs`} class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="input" value={sends.inputId} />
      {sends.kind === 'pause' && <p class="small">{say(words.pauseHint)}</p>}
      <p>
        <button class="btn" type="submit" name="kind" value={sends.kind}>
          {say(words[sends.kind])}
        </button>
      </p>
    </form>
  );
};

const Problems: FC<{ view: MassView }> = ({ view: { progress } }) => {
  const { problems } = progress;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-problems">
      <div class="sheet__head">
        <h2 id="h-problems">{say(words.problems)}</h2>
      </div>
      <div class="sheet__body stack">
        {problems.length === 0 ? (
          <p>{say(words.noProblems)}</p>
        ) : (
          <>
            <p class="small">{say(words.nextStep)}</p>
            <div class="scroll-x" tabindex={0} role="group" aria-labelledby="h-problems">
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">{say(words.line)}</th>
                    <th scope="col">{say(words.serial)}</th>
                    <th scope="col">{say(words.why)}</th>
                  </tr>
                </thead>
                <tbody>
                  {problems.map(({ line, serialNumber, outcome }) => (
                    <tr>
                      <td>{line}</td>
                      <td class="mono">{serialNumber}</td>
                      <td>{say(outcomeWord(outcome ?? ''))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </div>
    </section>
  );
};

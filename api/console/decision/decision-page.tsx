import type { FC } from 'hono/jsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { application, caseList } from '../words/case-list.ts';
import { decision as words } from '../words/decision.ts';
import { Choices } from './choices.tsx';
import { DecisionSigning } from './decision-signing.tsx';
import type { DecisionView } from './decision-view.ts';
import { whyNot } from './duty-words.ts';

/** One decision on its own page: what is chosen, what the applicant will read, what the passkey signs. */
export const DecisionPage: FC<{ frame: FrameView; view: DecisionView }> = ({ frame, view }) => {
  const { kind, draft } = view;
  return (
    <Page view={frame} title={words.titles[kind]} current="cases" isRecorded hasPasskeys>
      <Head view={view} />
      <div class="page">
        <Body view={view} />
      </div>
      {draft && <DecisionSigning view={view} draft={draft} formToken={frame.formToken ?? ''} />}
    </Page>
  );
};

const Head: FC<{ view: DecisionView }> = ({ view: { file, name } }) => {
  const say = useSay();
  return (
    <div class="casehead">
      <div class="casehead__in">
        <div>
          <div class="casehead__name">
            <p class="casename" lang={name === undefined ? undefined : 'ja'}>
              {name ?? say(caseList.nameErased)}
            </p>
          </div>
          <p class="casehead__facts">
            <a href={`/certificate-applications/${file.id}`}>{say(words.sign.back)}</a>
            <ApplicationNumber id={file.id} name={application.number} copies />
            <span>{say(application.version(file.edition))}</span>
          </p>
        </div>
      </div>
    </div>
  );
};

const Body: FC<{ view: DecisionView }> = ({ view }) => {
  const { kind, duty, draft, problem } = view;
  const say = useSay();
  return (
    <div class="decision">
      <div class="stack">
        <h1 class="h1--small">{say(words.titles[kind])}</h1>
        {problem && (
          <p class="banner banner--inset" role="alert">
            {say(words.sign[problem])}
          </p>
        )}
        {duty.may ? (
          <>
            <Choices view={view} />
            <p class="small">{say(words.notes[kind])}</p>
          </>
        ) : (
          <p class="decide__why" data-kind="forbids">
            <Icon name="cross" />
            <span>{say(whyNot(duty))}</span>
          </p>
        )}
      </div>
      {draft?.letter && (
        <section aria-labelledby="h-letter">
          <h2 id="h-letter">{say(words.sign.letterHead)}</h2>
          <article class="letter" lang="ja">
            {draft.letter.text
              .split('\n')
              .filter((line) => line !== '')
              .map((line) => (
                <p>{line}</p>
              ))}
          </article>
        </section>
      )}
    </div>
  );
};

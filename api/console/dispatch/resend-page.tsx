import type { FC } from 'hono/jsx';
import type { ListedLetter } from '../../../db/dispatch/lot-records.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { SigningBar } from '../components/signing-bar.tsx';
import type { Signing } from '../governance/signed-form.ts';
import { application } from '../words/case-list.ts';
import { letters } from '../words/letters.ts';
import { returnedLetters } from '../words/returned-letters.ts';
import { Course } from './letter-table.tsx';
import { letterState, returnReason } from './lot-view.ts';
import { resendsLeft, type ResendDuty } from './resend-duty.ts';

const words = returnedLetters.resend;

/** The newest code of a case, with its letter and the lot that it was in. */
export type NewestCode = ListedLetter & { readonly lotId: string | null };

/** What the page of a re-send shows. */
export interface ResendView {
  readonly caseId: string;
  readonly newest: NewestCode | undefined;
  readonly duty: ResendDuty;
  readonly inputId: string;
  /** The address is to be checked before anything is signed. */
  readonly mustCheck: boolean;
  /** The signature did not hold, and nothing was recorded. */
  readonly isInvalid: boolean;
  readonly sign: { readonly signing: Signing | undefined } | undefined;
}

/** 再送: what came of the letter before, what a re-send does, and the signature of an approver. */
export const ResendPage: FC<{ frame: FrameView; view: ResendView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="cases" hasPasskeys={view.sign !== undefined}>
    <Body view={view} token={frame.formToken ?? ''} />
  </Page>
);

const Body: FC<{ view: ResendView; token: string }> = ({ view, token }) => {
  const say = useSay();
  return (
    <>
      <div class="page page--narrow">
        <section class="sheet pad stack" aria-labelledby="h-resend">
          <h1 id="h-resend">{say(words.title)}</h1>
          {view.isInvalid && (
            <p class="banner banner--inset" role="alert">
              {say(words.invalid)}
            </p>
          )}
          <Standing view={view} />
          {view.duty.may ? <May view={view} /> : <MayNot duty={view.duty} />}
          {!view.sign && (
            <p>
              <a class="btn" href={`/certificate-applications/${view.caseId}`}>
                {say(words.backToCase)}
              </a>
            </p>
          )}
        </section>
      </div>
      {view.sign && <Sign view={view} token={token} />}
    </>
  );
};

const Standing: FC<{ view: ResendView }> = ({ view: { caseId, newest } }) => {
  const say = useSay();
  return (
    <dl class="signs">
      <div>
        <dt>{say(words.application)}</dt>
        <dd>
          <ApplicationNumber id={caseId} name={application.number} />
        </dd>
      </div>
      {newest && (
        <div>
          <dt>{say(letters.columns.code)}</dt>
          <dd>
            {say(letters.codeNumber(newest.codeNumber, newest.resend))}{' '}
            {say(letterState(newest.state))}
            <Course letter={newest} />
          </dd>
        </div>
      )}
    </dl>
  );
};

const May: FC<{ view: ResendView }> = ({ view: { caseId, newest, mustCheck } }) => {
  const say = useSay();
  if (!newest) return <></>;
  const left = resendsLeft(newest);
  const { returnReason: returned } = newest;
  return (
    <>
      <p>
        {returned === null
          ? say(words.left(left))
          : say(returnedLetters.next(returnReason(returned), left))}
      </p>
      <p>{say(words.what)}</p>
      <p class="small">{say(words.addressed)}</p>
      {mustCheck && (
        <p>
          <a
            class="btn btn--primary"
            href={`/certificate-applications/${caseId}/resends/new?checked=yes`}
          >
            {say(words.checked)}
          </a>
        </p>
      )}
    </>
  );
};

const MayNot: FC<{ duty: Extract<ResendDuty, { may: false }> }> = ({ duty }) => {
  const say = useSay();
  return (
    <p role="status">
      {say(words.refusals[duty.because])}{' '}
      {duty.people.length > 0 && say(words.may(duty.people.join('、')))}
    </p>
  );
};

const Sign: FC<{ view: ResendView; token: string }> = ({ view, token }) => {
  const { caseId, newest, duty, inputId, sign } = view;
  const say = useSay();
  const { label, confirm, cancelled, needsScript } = words;
  const code = String(newest?.codeNumber ?? '');
  return (
    <SigningBar
      signing={sign?.signing}
      action={`/certificate-applications/${caseId}/resends`}
      token={token}
      fields={[
        ['input', inputId],
        ['code', code],
      ]}
      back={`/certificate-applications/${caseId}`}
      words={{ label, confirm, cancelled, needsScript }}
    >
      <div>
        <dt>{say(words.act)}</dt>
        <dd>
          <strong>{say(words.order)}</strong>
        </dd>
      </div>
      <div>
        <dt>{say(words.application)}</dt>
        <dd>
          <ApplicationNumber id={caseId} name={application.number} />
        </dd>
      </div>
      <div>
        <dt>{say(words.code)}</dt>
        <dd>{code}</dd>
      </div>
      {duty.may && (
        <div>
          <dt>{say(words.reason)}</dt>
          <dd>{say(words.reasons[duty.reason])}</dd>
        </div>
      )}
    </SigningBar>
  );
};

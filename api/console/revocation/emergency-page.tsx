import type { FC } from 'hono/jsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import { isoOf } from '../clock.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { durationOf } from '../clock.ts';
import { revocationCallback } from '../words/revocation-callback.ts';
import { revocationEmergency as words } from '../words/revocation-emergency.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import { AfterRecording, type AfterStep } from './after-recording.tsx';
import { NumberOnFile, Questions, Results } from './callback-fields.tsx';
import {
  CertificateFacts,
  CertificateHead,
  type CertificateCardView,
} from './certificate-card.tsx';
import type { DossierAnswers } from './dossier-answers.ts';
import type { CertificateSearch, CertificatesFound } from './find-certificates.ts';
import { FoundList, SearchFields } from './found-list.tsx';
import { whyNotAbout } from './request-acts.tsx';
import { EMERGENCY_REASONS } from './request-draft.ts';
import type { RequestDuty } from './request-duties.ts';
import { wordIn } from './request-row.ts';

/** The emergency that is under way: a request that was taken. */
export interface EmergencyCall {
  readonly request: ListedRequest;
  readonly card: CertificateCardView | undefined;
  readonly dossier: DossierAnswers | undefined;
  /** Result of the call-back that was recorded. */
  readonly called: string | undefined;
  readonly revoking: RequestDuty;
  readonly calling: RequestDuty;
  readonly suspending: RequestDuty;
  /** Who could confirm it afterwards. */
  readonly confirmers: readonly string[];
  readonly callbackId: string;
}

/** The page of an emergency: finding the certificate, or the call that is under way. */
export interface EmergencyView {
  readonly now: Date;
  readonly search: CertificateSearch;
  readonly found: CertificatesFound | undefined;
  readonly mayTake: boolean;
  readonly inputId: string;
  readonly call: EmergencyCall | undefined;
  readonly steps: readonly AfterStep[];
}

/** 緊急の失効: which certificate must stop now, and is it the caller's? */
export const EmergencyPage: FC<{ frame: FrameView; view: EmergencyView }> = ({ frame, view }) => {
  const { call, steps } = view;
  const token = frame.formToken ?? '';
  return (
    <Page view={frame} title={words.title} current="revocations" isRecorded>
      <div class="page">
        <Head view={view} />
        {call ? (
          <Call view={view} call={call} token={token} />
        ) : (
          <div class="emergency">
            <Finding view={view} token={token} />
            <div class="stack">
              <After steps={steps} />
            </div>
          </div>
        )}
      </div>
    </Page>
  );
};

const Head: FC<{ view: EmergencyView }> = ({ view: { call, now } }) => {
  const say = useSay();
  const since = call?.request.requestedAt;
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      {since && (
        <div class="elapsed">
          <p class="when">{say(words.elapsed)}</p>
          <p class="clock">
            <time datetime={isoOf(since)}>{say(durationOf(now.getTime() - since.getTime()))}</time>
          </p>
        </div>
      )}
    </div>
  );
};

const After: FC<{ steps: readonly AfterStep[] }> = ({ steps }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-after">
      <div class="sheet__head">
        <h2 id="h-after">{say(words.after.title)}</h2>
      </div>
      <div class="sheet__body">
        <AfterRecording steps={steps} />
      </div>
    </section>
  );
};

/** Takes the request of a caller: it is recorded before anything else is asked. */
const Take: FC<{
  inputId: string;
  token: string;
  serial?: string;
  issuer?: string;
  name: Said;
}> = ({ inputId, token, serial = '', issuer = '', name }) => {
  const say = useSay();
  const sent = {
    token,
    serial,
    issuer,
    input: inputId,
    emergency: 'yes',
    channel: 'telephone',
    reason: 'keyCompromise',
  };
  return (
    <form method="post" action="/revocation-requests">
      {Object.entries(sent).map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
      <button class={serial === '' ? 'btn' : 'btn btn--primary'} type="submit">
        {say(name)}
      </button>
    </form>
  );
};

const Finding: FC<{ view: EmergencyView; token: string }> = ({ view, token }) => {
  const { search, found, mayTake, inputId } = view;
  const say = useSay();
  const take = { inputId, token };
  return (
    <div class="stack">
      <SearchFields action="/revocation-requests/emergency" search={search} />
      {!mayTake && (
        <p class="strong" role="status">
          {say(words.mayTake)}
        </p>
      )}
      {found && (
        <FoundList
          found={found}
          act={({ certificate: { serialNumber, issuerKeyId } }) =>
            mayTake ? (
              <Take {...take} serial={serialNumber} issuer={issuerKeyId} name={words.take} />
            ) : (
              <></>
            )
          }
        />
      )}
      {mayTake && found && <Take {...take} name={words.takeUnknown} />}
    </div>
  );
};

interface CallProps {
  readonly view: EmergencyView;
  readonly call: EmergencyCall;
  readonly token: string;
}

/**
 * The call: the script at the left, the certificate and the one button at the right. Whoever may revoke goes on to the passkey with
 * what was marked; whoever may not records the call-back, and reads who can.
 */
const Call: FC<CallProps> = (props) => {
  const { call, view } = props;
  const { request, revoking, calling } = call;
  const id = `/revocation-requests/${request.id}`;
  const body = (
    <>
      <Script {...props} />
      <div class="stack">
        <Card {...props} />
        <After steps={view.steps} />
      </div>
    </>
  );
  if (revoking.may) {
    return (
      <form method="get" action={`${id}/decisions/new`} class="emergency">
        <input type="hidden" name="decision" value="emergency" />
        {body}
      </form>
    );
  }
  if (!calling.may || call.called !== undefined) return <div class="emergency">{body}</div>;
  return (
    <form method="post" action={`${id}/callbacks`} class="emergency">
      <input type="hidden" name="token" value={props.token} />
      <input type="hidden" name="input" value={call.callbackId} />
      <input type="hidden" name="emergency" value="yes" />
      {body}
    </form>
  );
};

const Step: FC<{
  n: number;
  name: Said;
  isDone?: boolean;
  isCurrent?: boolean;
  children?: unknown;
}> = (props) => {
  const { n, name, isDone = false, isCurrent = false, children } = props;
  const say = useSay();
  return (
    <li data-done={isDone ? '' : undefined} aria-current={isCurrent ? 'step' : undefined}>
      <span class="script__n">{isDone ? <Icon name="tick" /> : n}</span>
      <div class="stack--tight">
        <p class="strong">{say(name)}</p>
        {children}
      </div>
    </li>
  );
};

const Script: FC<CallProps> = ({ view, call }) => {
  const { request, dossier, called, revoking, calling } = call;
  const { script } = words;
  const say = useSay();
  const isOpen = revoking.may || calling.may;
  const asks = isOpen && called === undefined && calling.may;
  return (
    <section class="sheet" aria-labelledby="h-script">
      <div class="sheet__head">
        <h2 id="h-script">{say(script.title)}</h2>
        <p>
          {say(wordIn(revocationRequest.channels, request.channel))} ・{' '}
          <Moment at={request.requestedAt} now={view.now} />
        </p>
      </div>
      <div class="sheet__body">
        <ol class="script">
          <Step n={1} name={script.taken} isDone />
          <Step n={2} name={script.callBack} isDone={called !== undefined} isCurrent={asks}>
            {asks && (
              <>
                <p class="small">{say(revocationCallback.lead)}</p>
                <NumberOnFile dossier={dossier} />
              </>
            )}
          </Step>
          <Step n={3} name={script.identity} isDone={called !== undefined}>
            {called !== undefined && (
              <p>{say(revocationCallback.done(wordIn(revocationCallback.results, called)))}</p>
            )}
            {asks && (
              <>
                <Questions dossier={dossier} />
                <Results />
              </>
            )}
          </Step>
          <Step n={4} name={script.reason}>
            {revoking.may && <Reasons />}
          </Step>
          <Step n={5} name={script.tell}>
            <q class="say">{say(script.say)}</q>
          </Step>
        </ol>
      </div>
    </section>
  );
};

const Reasons: FC = () => {
  const say = useSay();
  return (
    <fieldset>
      <legend class="vh">{say(words.script.reason)}</legend>
      <div class="marks">
        {EMERGENCY_REASONS.map((code) => (
          <label>
            <input
              type="radio"
              name="reason"
              value={code}
              required
              checked={code === 'keyCompromise'}
            />{' '}
            {say(revocationReasons[code].said)}
          </label>
        ))}
      </div>
    </fieldset>
  );
};

const Card: FC<CallProps> = ({ call }) => {
  const { card, request } = call;
  const say = useSay();
  if (!card) {
    return (
      <section class="sheet pad stack">
        <p class="differs">
          <Icon name="warning" /> {say(revocationRequest.certificate.notOurs)}
        </p>
        <p>
          <a class="btn" href={`/revocation-requests/${request.id}`}>
            {say(revocationRequest.back)}
          </a>
        </p>
      </section>
    );
  }
  return (
    <section class="certcard certcard--found" aria-labelledby="h-cert">
      <CertificateHead view={card} id="h-cert" />
      <div class="sheet__body stack">
        <CertificateFacts view={card} />
        <OneButton call={call} />
      </div>
    </section>
  );
};

/** How long a revocation by one person waits for the second. */
const CONFIRM_MINUTES = 60;

const OneButton: FC<{ call: EmergencyCall }> = ({ call }) => {
  const { request, revoking, calling, suspending, called, confirmers } = call;
  const say = useSay();
  const id = `/revocation-requests/${request.id}`;
  return (
    <>
      {revoking.may && (
        <>
          <p class="field">
            <label class="row">
              <input type="checkbox" required /> {say(words.compared)}
            </label>
          </p>
          <button class="btn btn--danger btn--large btn--wide" type="submit">
            <Icon name="key" />
            {say(words.revoke)}
          </button>
        </>
      )}
      {!revoking.may && (
        <p class="decide__why" data-kind="forbids">
          <Icon name="cross" />
          <span>{say(revoking.because === 'state' ? words.closed : whyNotAbout(revoking))}</span>
        </p>
      )}
      {!revoking.may && calling.may && called === undefined && (
        <button class="btn btn--primary btn--wide" type="submit">
          {say(words.record)}
        </button>
      )}
      {suspending.may && (
        <a class="btn btn--wide" href={`${id}/decisions/new?decision=suspend`}>
          {say(words.suspend)}
        </a>
      )}
      {revoking.may && (
        <p class="small">
          {say(words.alone(CONFIRM_MINUTES))} {say(words.confirmers(confirmers))}
        </p>
      )}
      <p>
        <a href={id}>{say(revocationRequest.back)}</a>
      </p>
    </>
  );
};

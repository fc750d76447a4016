import type { FC } from 'hono/jsx';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { revocationCallback } from '../words/revocation-callback.ts';
import { revocationEmergency as words } from '../words/revocation-emergency.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import { AfterSheet } from './after-recording.tsx';
import { NumberOnFile, Questions, Results } from './callback-fields.tsx';
import { CertificateFacts, CertificateHead } from './certificate-card.tsx';
import type { EmergencyCall, EmergencyView } from './emergency-page.tsx';
import { whyNotAbout } from './request-acts.tsx';
import { EMERGENCY_REASONS } from './request-draft.ts';
import { wordIn } from './request-row.ts';

interface CallProps {
  readonly view: EmergencyView;
  readonly call: EmergencyCall;
  readonly token: string;
}

/**
 * The call: the script at the left, the certificate and the one button at the right. Whoever may revoke goes on to the passkey with
 * what was marked; whoever may not records the call-back, and reads who can.
 */
export const Call: FC<CallProps> = (props) => {
  const { call, view } = props;
  const { request, revoking, calling } = call;
  const id = `/revocation-requests/${request.id}`;
  const body = (
    <>
      <Script {...props} />
      <div class="stack">
        <Card {...props} />
        <AfterSheet steps={view.steps} />
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
        <p class="differs wraps">
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

import { createHash } from 'node:crypto';
import type { FC } from 'hono/jsx';
import { Deadline, type DeadlineView } from '../components/deadline.tsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { SignedRequestContent } from '../../../domain/revocation/request-inputs.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Hash } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { SigningBar } from '../components/signing-bar.tsx';
import type { Signing } from '../governance/signed-form.ts';
import { revocationCallback } from '../words/revocation-callback.ts';
import { revocationDecision as words } from '../words/revocation-decision.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import {
  CertificateFacts,
  CertificateHead,
  type CertificateCardView,
} from './certificate-card.tsx';
import { RequestChoices } from './decision-choices.tsx';
import { whyNotAbout } from './request-acts.tsx';
import type { RequestDuty } from './request-duties.ts';
import { isCallAgainst } from './callback-record.ts';
import type { RequestDraft } from './request-draft.ts';
import { reasonWord, wordIn } from './request-row.ts';

/** A decision about a request as its page shows it. */
export interface RequestDecisionView {
  readonly kind: SignedRequestContent['kind'];
  readonly request: ListedRequest;
  readonly card: CertificateCardView | undefined;
  /** What is left for the second person. */
  readonly confirmation: DeadlineView | undefined;
  readonly duty: RequestDuty;
  readonly draft: RequestDraft | undefined;
  /** What was chosen, by the names of the fields. */
  readonly fields: URLSearchParams;
  /** Who revoked at once, and when: what a confirmation is about. */
  readonly emergency: { readonly name: string; readonly time: string } | undefined;
  /** Sent with the form, beside what was chosen. */
  readonly sent: readonly (readonly [name: string, value: string])[];
  readonly signing: Signing | undefined;
  readonly problem: 'invalid' | 'old' | undefined;
}

/** The call says that it is not the subscriber who asks: nothing is revoked at once on it. */
const isNotTheirs = ({ kind, fields }: RequestDecisionView): boolean =>
  kind === 'revocationEmergency' && isCallAgainst(fields);

/** What cannot be undone has the colour of that. */
const DANGER: readonly string[] = [
  'revocationGrant',
  'revocationEmergency',
  'revocationReasonUpgrade',
];

/** One decision about a request: what is chosen, what is told, what the passkey signs. */
export const RequestDecisionPage: FC<{ frame: FrameView; view: RequestDecisionView }> = (props) => {
  const { frame, view } = props;
  const { kind, draft } = view;
  return (
    <Page view={frame} title={words.titles[kind]} current="revocations" isRecorded hasPasskeys>
      <Head view={view} />
      <div class="page">
        <Body view={view} />
      </div>
      {draft && <Sign view={view} draft={draft} token={frame.formToken ?? ''} />}
    </Page>
  );
};

const Head: FC<{ view: RequestDecisionView }> = ({ view: { request, card, confirmation } }) => {
  const say = useSay();
  return (
    <div class="casehead">
      <div class="casehead__in">
        <div>
          {card?.name !== undefined && (
            <p class="casename" lang="ja">
              {card.name}
            </p>
          )}
          <p class="casehead__facts">
            <a href={`/revocation-requests/${request.id}`}>{say(revocationRequest.back)}</a>
            <ApplicationNumber id={request.id} name={revocationRequest.number} copies />
          </p>
        </div>
        {confirmation && (
          <div class="casehead__right">
            <Deadline {...confirmation} label={revocationRequest.deadlines.confirmation} />
          </div>
        )}
      </div>
    </div>
  );
};

const Body: FC<{ view: RequestDecisionView }> = ({ view }) => {
  const { kind, duty, draft, problem, emergency, card } = view;
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
        {emergency && <p>{say(words.choose.seen(emergency.name, emergency.time))}</p>}
        {duty.may ? (
          <>
            {isNotTheirs(view) && (
              <p class="banner banner--inset" role="alert">
                {say(words.notTheirs)}
              </p>
            )}
            <RequestChoices view={view} />
            <p class="small">{say(words.notes[kind])}</p>
          </>
        ) : (
          <p class="decide__why" data-kind="forbids">
            <Icon name="cross" />
            <span>{say(whyNotAbout(duty))}</span>
          </p>
        )}
      </div>
      {draft?.letter !== undefined ? (
        <Letter text={draft.letter} />
      ) : (
        card && (
          <section class="certcard certcard--found" aria-labelledby="h-cert">
            <CertificateHead view={card} id="h-cert" />
            <div class="sheet__body">
              <CertificateFacts view={card} />
            </div>
          </section>
        )
      )}
    </div>
  );
};

const Letter: FC<{ text: string }> = ({ text }) => {
  const say = useSay();
  return (
    <section aria-labelledby="h-letter">
      <h2 id="h-letter">{say(words.letter)}</h2>
      <article class="letter" lang="ja">
        {text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => (
            <p>{line}</p>
          ))}
      </article>
    </section>
  );
};

interface SignProps {
  readonly view: RequestDecisionView;
  readonly draft: RequestDraft;
  readonly token: string;
}

const Sign: FC<SignProps> = ({ view, draft, token }) => {
  const { kind, request, signing, sent } = view;
  const { label, cancelled, needsScript } = words.sign;
  return (
    <SigningBar
      signing={signing}
      action={`/revocation-requests/${request.id}/decisions`}
      token={token}
      fields={[['kind', kind], ...sent]}
      back={`/revocation-requests/${request.id}`}
      words={{ label, cancelled, needsScript, confirm: words.confirm[kind] }}
      isDanger={DANGER.includes(kind)}
    >
      <Signed view={view} draft={draft} />
    </SigningBar>
  );
};

const Term: FC<{ name: Said; children?: unknown }> = ({ name, children }) => {
  const say = useSay();
  return (
    <div>
      <dt>{say(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
};

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const Signed: FC<Omit<SignProps, 'token'>> = ({ view, draft }) => {
  const { kind, request } = view;
  const { content, letter } = draft;
  const say = useSay();
  return (
    <>
      <Term name={words.sign.decision}>
        <strong>{say(words.titles[kind])}</strong>
      </Term>
      <Term name={words.sign.request}>
        <ApplicationNumber id={request.id} name={revocationRequest.number} />
      </Term>
      {request.serialNumber !== null && (
        <Term name={words.sign.serial}>
          <Hash hex={request.serialNumber} name={words.sign.serial} />
        </Term>
      )}
      {request.certificateSha256 !== null && (
        <Term name={words.sign.fingerprint}>
          <Hash hex={request.certificateSha256} name={words.sign.fingerprint} />
        </Term>
      )}
      {'reasonCode' in content && (
        <Term name={words.sign.reason}>
          <span class="wraps">
            {say(reasonWord(content.reasonCode))}
            {content.invalidityDate !== undefined && ` (${content.invalidityDate})`}
          </span>
        </Term>
      )}
      {kind === 'revocationEmergency' && view.fields.has('result') && (
        <Term name={words.sign.callback}>
          <span class="wraps">
            {say(wordIn(revocationCallback.results, view.fields.get('result') ?? ''))}{' '}
            {say(revocationCallback.right(view.fields.getAll('answer').length))}
          </span>
        </Term>
      )}
      {'isConfirmed' in content && (
        <Term name={words.choose.confirmation}>
          {say(content.isConfirmed ? words.choose.confirmed : words.choose.notConfirmed)}
        </Term>
      )}
      {letter !== undefined && (
        <Term name={words.sign.letter}>
          <Hash hex={sha256Of(letter)} name={words.sign.letter} />
        </Term>
      )}
    </>
  );
};

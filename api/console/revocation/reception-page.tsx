import type { FC } from 'hono/jsx';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { revocationReception as words } from '../words/revocation-reception.ts';
import {
  CertificateFacts,
  CertificateHead,
  type CertificateCardView,
} from './certificate-card.tsx';
import { DayField } from './decision-choices.tsx';
import { Channels, Observed, Reason, ScanFields } from './reception-fields.tsx';
import { FoundList, SearchFields } from './found-list.tsx';
import type { CertificateSearch, CertificatesFound } from './find-certificates.ts';
import type { ReceptionProblem, StaffChannelName } from './reception-form.ts';

/** The page on which a request is taken. */
export interface ReceptionView {
  readonly mayTake: boolean;
  readonly search: CertificateSearch;
  readonly found: CertificatesFound | undefined;
  /** Chosen; undefined as long as none is, or where none is known. */
  readonly card: CertificateCardView | undefined;
  /** The request is taken without a certificate. */
  readonly isUnknown: boolean;
  readonly channel: StaffChannelName | undefined;
  /** As they were typed. */
  readonly said: (name: string) => string;
  readonly problem: ReceptionProblem | undefined;
  readonly today: string;
  readonly inputId: string;
  readonly missed: readonly FoundCertificate[];
}

/** 失効の請求を受ける: the certificate first, then what was asked and how. */
export const ReceptionPage: FC<{ frame: FrameView; view: ReceptionView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="revocations" isRecorded>
    <Body view={view} token={frame.formToken ?? ''} />
  </Page>
);

const Body: FC<{ view: ReceptionView; token: string }> = ({ view, token }) => {
  const { mayTake, card, isUnknown, problem } = view;
  const say = useSay();
  return (
    <div class="page stack">
      <div class="page__head">
        <div>
          <h1>{say(words.title)}</h1>
          <p>{say(words.lead)}</p>
        </div>
        <a class="btn btn--danger" href="/revocation-requests/emergency">
          {say(words.toEmergency)}
        </a>
      </div>
      {problem && (
        <p class="banner banner--inset" role="alert">
          {say(words.problems[problem])} {say(words.nothing)}
        </p>
      )}
      {!mayTake && <p class="strong">{say(words.role)}</p>}
      {mayTake && (card || isUnknown) && <Form view={view} token={token} />}
      {mayTake && !card && !isUnknown && <Finding view={view} token={token} />}
    </div>
  );
};

const Finding: FC<{ view: ReceptionView; token: string }> = ({ view, token }) => {
  const { search, found, missed, channel } = view;
  const say = useSay();
  const of = channel === undefined ? '' : `&channel=${channel}`;
  return (
    <>
      <SearchFields
        action="/revocation-requests/new"
        token={token}
        search={search}
        hidden={channel === undefined ? [] : [['channel', channel]]}
      />
      {found && (
        <FoundList
          found={found}
          act={({ certificate: { serialNumber, issuerKeyId } }) => (
            <p>
              <a
                class="btn"
                href={`/revocation-requests/new?serial=${serialNumber}&issuer=${issuerKeyId}${of}`}
              >
                {say(words.choose)}
              </a>
            </p>
          )}
        />
      )}
      <p>
        <a href={`/revocation-requests/new?unknown=yes${of}`}>{say(words.withoutCertificate)}</a>
      </p>
      {missed.length > 0 && <Missed missed={missed} />}
    </>
  );
};

const Missed: FC<{ missed: readonly FoundCertificate[] }> = ({ missed }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-missed">
      <div class="sheet__head">
        <h2 id="h-missed">{say(words.missed.title)}</h2>
        <p>{say(words.missed.lead)}</p>
      </div>
      <div class="sheet__body">
        <ul class="switches">
          {missed.map(({ serialNumber, issuerKeyId }) => (
            <li>
              <span class="mono">{serialNumber.toUpperCase()}</span>
              <a
                class="btn btn--small"
                href={`/revocation-requests/new?serial=${serialNumber}&issuer=${issuerKeyId}&channel=exOfficio&ground=receiptMissing`}
              >
                {say(words.choose)}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};

const Form: FC<{ view: ReceptionView; token: string }> = ({ view, token }) => {
  const { card, said, inputId } = view;
  const say = useSay();
  return (
    <form
      method="post"
      action="/revocation-requests"
      enctype="multipart/form-data"
      class="emergency reception"
    >
      <div class="stack">
        <section class="sheet pad stack" aria-labelledby="h-form">
          <h2 id="h-form">{say(words.form)}</h2>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="input" value={inputId} />
          <input type="hidden" name="serial" value={card?.certificate.serialNumber ?? ''} />
          <input type="hidden" name="issuer" value={card?.certificate.issuerKeyId ?? ''} />
          <Channels view={view} />
          <Observed view={view} />
          <Reason view={view} />
          <DayField value={said('invalidityDate')} />
          <ScanFields view={view} />
        </section>
      </div>
      <div class="stack">
        {card ? (
          <section class="certcard certcard--found" aria-labelledby="h-cert">
            <CertificateHead view={card} id="h-cert" />
            <div class="sheet__body stack">
              <CertificateFacts view={card} />
              <p>
                <label class="row">
                  <input type="checkbox" name="compared" value="yes" required />{' '}
                  {say(words.compared)}
                </label>
              </p>
            </div>
          </section>
        ) : (
          <section class="sheet pad">
            <p class="differs wraps">
              <Icon name="warning" /> {say(words.noCertificate)}
            </p>
          </section>
        )}
        <p class="row">
          <button class="btn btn--primary btn--large" type="submit">
            {say(words.send)}
          </button>
          <a class="btn" href="/revocation-requests/new">
            {say(words.another)}
          </a>
        </p>
      </div>
    </form>
  );
};

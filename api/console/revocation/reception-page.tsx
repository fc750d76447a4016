import type { FC } from 'hono/jsx';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { revocationReception as words } from '../words/revocation-reception.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import {
  CertificateFacts,
  CertificateHead,
  type CertificateCardView,
} from './certificate-card.tsx';
import { Choice, DayField } from './decision-choices.tsx';
import { FoundList, SearchFields } from './found-list.tsx';
import type { CertificateSearch, CertificatesFound } from './find-certificates.ts';
import { GRANT_REASONS } from './request-draft.ts';
import {
  GROUNDS,
  PAPER_INTENTS,
  STAFF_CHANNELS,
  type ReceptionProblem,
  type StaffChannelName,
} from './reception-form.ts';
import { wordIn } from './request-row.ts';

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
      {mayTake && !card && !isUnknown && <Finding view={view} />}
    </div>
  );
};

const Finding: FC<{ view: ReceptionView }> = ({ view: { search, found, missed, channel } }) => {
  const say = useSay();
  const of = channel === undefined ? '' : `&channel=${channel}`;
  return (
    <>
      <SearchFields
        action="/revocation-requests/new"
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
          <Document view={view} />
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
            <p class="differs">
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

const Channels: FC<{ view: ReceptionView }> = ({ view: { channel } }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.channel)}</legend>
      <div class="reasons">
        {STAFF_CHANNELS.map((each) => (
          <Choice
            name="channel"
            value={each}
            isChosen={each === channel}
            said={revocationRequest.channels[each]}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Select: FC<{
  name: string;
  label: Said;
  /** The way that it belongs to: it is shown while that is chosen. */
  way: StaffChannelName;
  of: readonly (readonly [code: string, said: Said])[];
  chosen: string;
}> = ({ name, label, way, of, chosen }) => {
  const say = useSay();
  return (
    <div class="field" data-of={way}>
      <label for={name}>{say(label)}</label>
      <select id={name} name={name}>
        <option value=""></option>
        {of.map(([code, said]) => (
          <option value={code} selected={code === chosen}>
            {say(said)}
          </option>
        ))}
      </select>
    </div>
  );
};

const methodsOf = (codes: readonly string[]) =>
  codes.map((code) => [code, wordIn(revocationRequest.methods, code)] as const);

const labelled = (channel: StaffChannelName, label: Said): Said => {
  const way = revocationRequest.channels[channel];
  return { ja: `${way.ja}: ${label.ja}`, en: `${way.en}: ${label.en}` };
};

/** What was seen, of each way: the stylesheet shows what belongs to the way that is chosen. */
const Observed: FC<{ view: ReceptionView }> = ({ view: { said } }) => {
  const { observed, matches, grounds } = words;
  return (
    <>
      <Select
        name="paperIntent"
        way="paperForm"
        label={labelled('paperForm', observed.paperIntent)}
        of={methodsOf(PAPER_INTENTS)}
        chosen={said('paperIntent')}
      />
      <Select
        name="requesterMatch"
        way="paperForm"
        label={labelled('paperForm', observed.requesterMatch)}
        of={Object.entries(matches)}
        chosen={said('requesterMatch')}
      />
      <Select
        name="standing"
        way="thirdParty"
        label={labelled('thirdParty', observed.standing)}
        of={methodsOf(['shown', 'notShown'])}
        chosen={said('standing')}
      />
      <Select
        name="ground"
        way="exOfficio"
        label={labelled('exOfficio', observed.untruth)}
        of={Object.keys(GROUNDS).map((code) => [code, wordIn(grounds, code)] as const)}
        chosen={said('ground')}
      />
    </>
  );
};

const Reason: FC<{ view: ReceptionView }> = ({ view: { said } }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.reason)}</legend>
      <div class="reasons">
        {GRANT_REASONS.map((code) => (
          <Choice
            name="reason"
            value={code}
            isChosen={said('reason') === code}
            said={revocationReasons[code].said}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Document: FC<{ view: ReceptionView }> = ({ view: { said, today } }) => {
  const say = useSay();
  return (
    <>
      <div class="field" data-of="paperForm">
        <label for="receivedOn">{say(labelled('paperForm', words.receivedOn))}</label>
        <input
          id="receivedOn"
          name="receivedOn"
          type="text"
          inputmode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          placeholder={today}
          autocomplete="off"
          value={said('receivedOn')}
        />
      </div>
      <div class="field" data-of="paperForm thirdParty">
        <label for="document">{say(words.document)}</label>
        <span class="field__hint" id="document-hint">
          {say(words.documentHint)}
        </span>
        <input
          id="document"
          name="document"
          type="file"
          accept="application/pdf,image/jpeg,image/png"
          aria-describedby="document-hint"
        />
      </div>
    </>
  );
};

import type { FC } from 'hono/jsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { isoOf } from '../clock.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { durationOf } from '../clock.ts';
import { revocationEmergency as words } from '../words/revocation-emergency.ts';
import type { Said } from '../words/said.ts';
import { AfterSheet, type AfterStep } from './after-recording.tsx';
import { Call } from './emergency-call.tsx';
import { type CertificateCardView } from './certificate-card.tsx';
import type { DossierAnswers } from './dossier-answers.ts';
import type { CertificateSearch, CertificatesFound } from './find-certificates.ts';
import { FoundList, SearchFields } from './found-list.tsx';
import type { RequestDuty } from './request-duties.ts';

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
              <AfterSheet steps={steps} />
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
      <SearchFields action="/revocation-requests/emergency" token={token} search={search} />
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

import type { FC } from 'hono/jsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Fingerprint } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { certificateStatus as words } from '../words/certificate-status.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import {
  CertificateFacts,
  CertificateHead,
  type CertificateCardView,
} from './certificate-card.tsx';
import { reasonWord, stateChip, wordIn } from './request-row.ts';

/** A certificate as its page shows it. */
export interface CertificatePageView {
  readonly now: Date;
  readonly card: CertificateCardView;
  readonly requests: readonly ListedRequest[];
  /** Certificates of other issuers with the same number are shown below. */
  readonly others: readonly CertificateCardView[];
  readonly mayTake: boolean;
}

/** 証明書: what it is, and whether it is good now. */
export const CertificatePage: FC<{ frame: FrameView; view: CertificatePageView }> = (props) => (
  <Page view={props.frame} title={words.title} current="revocations" isRecorded>
    <Body view={props.view} />
  </Page>
);

const Body: FC<{ view: CertificatePageView }> = ({ view }) => {
  const { card, others } = view;
  const say = useSay();
  return (
    <div class="page stack">
      <div class="page__head">
        <h1>{say(words.title)}</h1>
      </div>
      {others.length > 0 && <p role="status">{say(words.several(others.length + 1))}</p>}
      <div class="emergency">
        <div class="stack">
          <Card card={card} id="h-cert" />
          {others.map((other, index) => (
            <Card card={other} id={`h-cert-${index}`} />
          ))}
        </div>
        <div class="stack">
          <Standing view={view} />
          <Requests view={view} />
        </div>
      </div>
    </div>
  );
};

const Card: FC<{ card: CertificateCardView; id: string }> = ({ card, id }) => {
  const { caseId, issuerKeyId } = card.certificate;
  const say = useSay();
  return (
    <section class="sheet certcard" aria-labelledby={id}>
      <CertificateHead view={card} id={id} />
      <div class="sheet__body stack">
        <CertificateFacts view={card} />
        <dl>
          <dt>{say(revocationRequest.certificate.issuer)}</dt>
          <dd>
            <Fingerprint hex={issuerKeyId} upper />
          </dd>
        </dl>
        <p>
          <a class="btn btn--small" href={`/certificate-applications/${caseId}`}>
            {say(revocationRequest.toCase)}
          </a>
        </p>
      </div>
    </section>
  );
};

/** What may still be done with it. */
const REVOCABLE: readonly string[] = ['good', 'suspended', 'beingRevoked'];

const Standing: FC<{ view: CertificatePageView }> = ({ view: { card, mayTake } }) => {
  const { certificate, standing } = card;
  const { serialNumber, issuerKeyId, receiptRequired, missedAt } = certificate;
  const say = useSay();
  const at = `/revocation-requests/new?serial=${serialNumber}&issuer=${issuerKeyId}`;
  const isMissed = receiptRequired === true && missedAt !== null && standing === 'good';
  const isOpen = mayTake && REVOCABLE.includes(standing);
  return (
    <section class="sheet pad stack" aria-labelledby="h-standing">
      <h2 id="h-standing">{say(words.standing[standing])}</h2>
      <p>{say(words.sentence[standing])}</p>
      <p class="small">{say(words.source)}</p>
      {isMissed && (
        <p class="differs wraps">
          <Icon name="warning" /> {say(words.receiptMissed)}
        </p>
      )}
      {isOpen && (
        <p class="row">
          {isMissed && (
            <a class="btn" href={`${at}&channel=exOfficio&ground=receiptMissing`}>
              {say(words.receiptRevoke)}
            </a>
          )}
          <a class="btn" href={at}>
            {say(words.revoke)}
          </a>
          <a class="btn btn--danger" href={`/revocation-requests/emergency?number=${serialNumber}`}>
            {say(words.emergency)}
          </a>
        </p>
      )}
    </section>
  );
};

const Requests: FC<{ view: CertificatePageView }> = ({ view: { requests, now } }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-requests">
      <div class="sheet__head">
        <h2 id="h-requests">{say(words.requests)}</h2>
      </div>
      <div class="sheet__body">
        {requests.length === 0 && <p>{say(words.noRequests)}</p>}
        <ul class="switches">
          {requests.map(({ id, state, channel, reasonAsked, reasonCode, requestedAt }) => (
            <li>
              <div>
                <Chip {...stateChip(state)} />{' '}
                <a href={`/revocation-requests/${id}`}>
                  <ApplicationNumber id={id} name={revocationRequest.number} />
                </a>
                <p class="small">
                  {say(wordIn(revocationRequest.channels, channel))} ・{' '}
                  {say(reasonWord(reasonCode ?? reasonAsked))} ・{' '}
                  <Moment at={requestedAt} now={now} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};

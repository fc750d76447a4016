import type { FC } from 'hono/jsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { RequestInputKind } from '../../../domain/revocation/request-inputs.ts';
import { requestRefusalReasons } from '../../../domain/revocation/request-inputs.ts';
import { TimelineSheet } from '../application/case-below.tsx';
import type { FindingView } from '../application/finding-view.ts';
import type { SignedTextView } from '../application/signed-text-view.ts';
import type { TimelineView } from '../application/timeline-view.ts';
import { clockOf } from '../clock.ts';
import { Chip } from '../components/chip.tsx';
import { Deadline, type DeadlineView } from '../components/deadline.tsx';
import { FindingRow } from '../components/finding-row.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { SignedText } from '../components/signed-text.tsx';
import type { SealedObject } from '../inspection/sealed-records.ts';
import { evidenceKinds } from '../words/evidence.ts';
import { revocationRequest as words } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import { RequestedCertificate, type CertificateCardView } from './certificate-card.tsx';
import { RequestActs } from './request-acts.tsx';
import type { RequestDuty } from './request-duties.ts';
import { reasonWord, stateChip, wordIn } from './request-row.ts';

/** A request as its page shows it. */
export interface RequestView {
  readonly now: Date;
  readonly request: ListedRequest;
  readonly card: CertificateCardView | undefined;
  readonly deadline: DeadlineView | undefined;
  readonly confirmation: DeadlineView | undefined;
  readonly signed: SignedTextView | undefined;
  readonly documents: readonly SealedObject[];
  readonly findings: readonly FindingView[];
  readonly needed: 1 | 2 | undefined;
  readonly first: string | undefined;
  readonly timeline: TimelineView;
  readonly duties: Readonly<Record<RequestInputKind, RequestDuty>>;
}

/** A request: what was asked and how, for which certificate, what the rules found, who did what. */
export const RequestPage: FC<{ frame: FrameView; view: RequestView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="revocations" isRecorded>
    <Head view={view} />
    <div class="page stack">
      <Alarms view={view} />
      <div class="emergency">
        <div class="stack">
          <Asked view={view} />
          <Findings view={view} />
          {view.signed && <Signed signed={view.signed} />}
        </div>
        <div class="stack">
          <RequestedCertificate view={view.card} request={view.request} />
        </div>
      </div>
      <TimelineSheet timeline={view.timeline} now={view.now} />
    </div>
    <Bar view={view} />
  </Page>
);

const Head: FC<{ view: RequestView }> = ({ view }) => {
  const { request, deadline, card, now } = view;
  const say = useSay();
  return (
    <div class="casehead">
      <div class="casehead__in">
        <div>
          <div class="casehead__name">
            <h1>{say(words.title)}</h1>
            <Chip {...stateChip(request.state)} />
          </div>
          <p class="casehead__facts">
            <a href="/revocation-requests">{say(words.toList)}</a>
            <ApplicationNumber id={request.id} name={words.number} copies />
            <span>{say(wordIn(words.channels, request.channel))}</span>
            {card?.name !== undefined && <span lang="ja">{card.name}</span>}
          </p>
        </div>
        <div class="casehead__right">
          {deadline && <Deadline {...deadline} label={wordIn(words.deadlines, request.state)} />}
          {request.closedAt && (
            <span class="deadline">
              <Moment at={request.closedAt} now={now} />
            </span>
          )}
        </div>
      </div>
    </div>
  );
};

const Alarm: FC<{ said: Said; link?: { href: string; name: Said } }> = ({ said, link }) => {
  const say = useSay();
  return (
    <div class="banner banner--inset" role="status">
      <Icon name="warning" />
      <p>
        <strong>{say(said)}</strong>
      </p>
      {link && (
        <a class="btn btn--small" href={link.href}>
          {say(link.name)}
        </a>
      )}
    </div>
  );
};

const Alarms: FC<{ view: RequestView }> = ({ view }) => {
  const { request, confirmation, first, now } = view;
  const { id, state, suspendedUntil, roomRefusal, isEmergency, confirmedAt, isConfirmed } = request;
  const open = { href: `/revocation-requests/${id}/confirmation`, name: words.confirmation.open };
  return (
    <>
      {confirmation && (
        <Alarm
          said={
            confirmation.level === 'over'
              ? words.confirmation.late
              : words.confirmation.lead(clockOf(confirmation.at))
          }
          link={open}
        />
      )}
      {isEmergency === true && confirmedAt !== null && isConfirmed === false && (
        <Alarm said={words.confirmation.denied} />
      )}
      {state === 'suspended' && suspendedUntil && suspendedUntil < now && (
        <Alarm said={words.suspendedLate} />
      )}
      {roomRefusal !== null && <Alarm said={words.roomRefused(roomRefusal)} />}
      {first !== undefined && state !== 'granted' && <Alarm said={words.firstGave(first)} />}
    </>
  );
};

const Fact: FC<{ name: Said; said?: Said | undefined; at?: Date | null | undefined }> = (props) => {
  const { name, said, at } = props;
  const say = useSay();
  if (said === undefined && !at) return <></>;
  return (
    <>
      <dt>{say(name)}</dt>
      <dd>{at ? <Moment at={at} to="second" /> : said && say(said)}</dd>
    </>
  );
};

const Asked: FC<{ view: RequestView }> = ({ view: { request, documents, signed } }) => {
  const { id, invalidityDate, reasonCode, refusalReason, portalName } = request;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-asked">
      <div class="sheet__head">
        <h2 id="h-asked">{say(words.sections.said)}</h2>
      </div>
      <div class="sheet__body stack">
        <dl class="facts facts--left">
          <Fact name={words.said.requestedAt} at={request.requestedAt} />
          <Fact name={words.said.channel} said={wordIn(words.channels, request.channel)} />
          {portalName !== null && (
            <>
              <dt>{say(words.said.portal)}</dt>
              <dd lang="ja">{portalName}</dd>
            </>
          )}
          <Fact name={words.said.method} said={wordIn(words.methods, request.identityMethod)} />
          <Fact name={words.said.reason} said={reasonWord(request.reasonAsked)} />
          {invalidityDate !== null && (
            <>
              <dt>{say(words.said.invalidity)}</dt>
              <dd>
                <time datetime={invalidityDate}>{invalidityDate}</time>
              </dd>
            </>
          )}
          {reasonCode !== null && <Fact name={words.said.granted} said={reasonWord(reasonCode)} />}
          {refusalReason !== null && (
            <Fact name={words.said.refused} said={wordIn(requestRefusalReasons, refusalReason)} />
          )}
          <Fact name={words.said.suspendedUntil} at={request.suspendedUntil} />
          <Fact name={words.said.recorded} at={request.revocationDate} />
          <Fact name={words.said.published} at={request.publishedAt} />
          {documents.length > 0 && (
            <>
              <dt>{say(words.said.documents)}</dt>
              <dd>
                {documents.map(({ kind, sha256 }) => (
                  <a href={`/revocation-requests/${id}/documents/${sha256}`}>
                    {say(wordIn(evidenceKinds, kind))}
                  </a>
                ))}
              </dd>
            </>
          )}
        </dl>
        {!signed && <p class="small">{say(words.said.noText)}</p>}
      </div>
    </section>
  );
};

const Findings: FC<{ view: RequestView }> = ({ view: { request, findings, needed } }) => {
  const say = useSay();
  const isExamined = request.outcome !== null;
  const who =
    needed === undefined
      ? words.findings.nobody
      : needed === 2
        ? words.findings.needsTwo
        : words.findings.needsOne;
  return (
    <section class="sheet" aria-labelledby="h-findings">
      <div class="sheet__head">
        <h2 id="h-findings">{say(words.sections.findings)}</h2>
        {isExamined && request.closedAt === null && <p>{say(who)}</p>}
      </div>
      <div class="sheet__body">
        {findings.length > 0 ? (
          <ul>
            {findings.map((finding, index) => (
              <FindingRow finding={finding} number={index + 1} />
            ))}
          </ul>
        ) : (
          <p>{say(isExamined ? words.findings.allHold : words.findings.none)}</p>
        )}
      </div>
    </section>
  );
};

const Signed: FC<{ signed: SignedTextView }> = ({ signed }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-signed">
      <div class="sheet__head">
        <h2 id="h-signed">{say(words.sections.signed)}</h2>
      </div>
      {signed.isShown ? (
        <SignedText lines={signed.lines} marked={[]} />
      ) : (
        <div class="sheet__body">
          <p>{say(words.said.textGone)}</p>
        </div>
      )}
    </section>
  );
};

const Bar: FC<{ view: RequestView }> = ({ view: { request, duties } }) => {
  const say = useSay();
  const { id, state } = request;
  const isUrgent = state === 'received' || state === 'examining';
  return (
    <section class="decide" aria-label={say(words.sections.acts)}>
      <div class="decide__in">
        <p class="decide__why" data-kind={request.closedAt === null ? 'refers' : 'holds'}>
          <Icon name={request.closedAt === null ? 'person' : 'tick'} />
          <span>
            <strong>{say(stateChip(state).word)}</strong>
            <br />
            {say(wordIn(words.whatNext, state))}
          </span>
        </p>
        {isUrgent && (
          <p>
            <a href={`/revocation-requests/emergency?request=${id}`}>{say(words.emergencyLink)}</a>
          </p>
        )}
        <RequestActs requestId={id} duties={duties} />
      </div>
    </section>
  );
};

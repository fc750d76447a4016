import type { FC } from 'hono/jsx';
import { minuteOf } from '../clock.ts';
import { Chip } from '../components/chip.tsx';
import { Deadline } from '../components/deadline.tsx';
import { DecisionBar } from '../components/decision-bar.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { Stations } from '../components/stations.tsx';
import { Acts } from '../decision/acts-bar.tsx';
import type { Duty } from '../decision/duties.ts';
import { LettersSheet, type CaseLetters } from '../dispatch/letters-sheet.tsx';
import { AcceptanceSheet, type CaseReceipts } from '../issuance/acceptance-sheet.tsx';
import { LeaseSheet, type LeaseView } from '../decision/lease-sheet.tsx';
import { application, caseList } from '../words/case-list.ts';
import { casePage as words } from '../words/case-page.ts';
import type { Said } from '../words/said.ts';
import { versions } from '../words/versions.ts';
import { CertificateSheet } from './certificate-sheet.tsx';
import { EvidenceSheet, ReadingsSheet, TimelineSheet } from './case-below.tsx';
import type { CaseView, ErasureView } from './case-view.ts';
import { FindingsSheet } from './findings-sheet.tsx';
import type { Purpose } from './reading-view.ts';
import { SheetLine } from './sheet-line.tsx';
import { SignedSheet } from './signed-sheet.tsx';
import type { VersionView } from './version-view.ts';
import { ValuesSheet } from './values-sheet.tsx';

const Head: FC<{ view: CaseView }> = ({ view }) => {
  const { id, name, chips, traits, deadline, closedAt, now } = view;
  const say = useSay();
  return (
    <div class="casehead">
      <div class="casehead__in">
        <div>
          <div class="casehead__name">
            <h1 lang={name === undefined ? undefined : 'ja'}>{name ?? say(caseList.nameErased)}</h1>
            {chips.map((chip) => (
              <Chip {...chip} />
            ))}
          </div>
          <p class="casehead__facts">
            <ApplicationNumber id={id} name={application.number} copies />
            {traits.map((trait) => (
              <span>{say(trait)}</span>
            ))}
          </p>
        </div>
        <div class="casehead__right">
          <a
            class="btn btn--small"
            href={`/certificate-applications/${id}/sheet`}
            data-key="p"
            aria-keyshortcuts="P"
          >
            {say(words.sheet.title)}
            <kbd aria-hidden="true">P</kbd>
          </a>
          {deadline && <Deadline label={deadline.label} {...deadline.view} />}
          {closedAt && (
            <span class="deadline">
              <small>{say(words.head.closed)}</small>
              <Moment at={closedAt} now={now} />
            </span>
          )}
        </div>
      </div>
    </div>
  );
};

/** The case: what was signed, what the certificate will say, what was found; then what happened. */
export const CasePage: FC<{
  frame: FrameView;
  view: CaseView;
  reader: string;
  purpose: Purpose;
  duties: readonly Duty[];
  version: VersionView;
  letters: CaseLetters;
  receipts: CaseReceipts;
  lease: LeaseView | undefined;
}> = ({ frame, view, reader, purpose, duties, version, letters, receipts, lease }) => {
  const number = `${view.id.slice(0, 8)}…${view.id.slice(-4)}`;
  const title: Said = { ja: `${number} ${view.name ?? ''}`, en: `${number} ${view.name ?? ''}` };
  return (
    <Page view={frame} title={title} current="cases" isRecorded>
      <SheetLine view={view} reader={reader} purpose={purpose} />
      <Head view={view} />
      <div class="page page--case">
        <Stations stations={view.stations} />
        {version.edition > 1 && <NewVersion version={version} />}
        {view.erasure && <Erased erasure={view.erasure} />}
        <div class="dossier dossier--gap">
          <SignedSheet view={view} />
          <ValuesSheet view={view} />
          <FindingsSheet findings={view.findings} />
        </div>
        {view.certificates.map((certificate) => (
          <CertificateSheet
            certificate={certificate}
            caseId={view.id}
            isOne={view.certificates.length === 1}
          />
        ))}
        <AcceptanceSheet view={receipts} />
        <LettersSheet view={letters} />
        {lease && <LeaseSheet view={lease} />}
        <div class="below gap-top">
          <TimelineSheet timeline={view.timeline} now={view.now} />
          <div class="stack">
            <EvidenceSheet caseId={view.id} evidence={view.evidence} />
            <ReadingsSheet caseId={view.id} readings={view.readings} now={view.now} />
          </div>
        </div>
      </div>
      <DecisionBar bar={view.bar} now={view.now}>
        <Acts caseId={view.id} duties={duties} />
      </DecisionBar>
    </Page>
  );
};

/** What a correction changed, and what that did to approvals. */
const NewVersion: FC<{ version: VersionView }> = ({ version }) => {
  const { caseId, edition, voided, changes } = version;
  const say = useSay();
  const labels = changes?.map(({ label }) => label) ?? [];
  const changed = labels.length > 0 ? versions.changed(labels) : versions.nothing;
  return (
    <p class="banner banner--inset gap-top" role="status">
      <span>
        {say(versions.sent(edition))}
        {voided.length > 0 && say(versions.voided(edition, voided))}
        {say(changes ? changed : versions.unreadable)}{' '}
        <a href={`/certificate-applications/${caseId}/versions/${edition}`}>{say(versions.see)}</a>
      </span>
    </p>
  );
};

const Erased: FC<{ erasure: ErasureView }> = ({ erasure: { erasedAt } }) => {
  const say = useSay();
  return (
    <p class="banner banner--inset gap-top" role="status">
      {say(erasedAt ? words.erased.on(minuteOf(erasedAt)) : words.erased.keysMissing)}
    </p>
  );
};

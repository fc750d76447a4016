import type { FC } from 'hono/jsx';
import { Chip } from '../components/chip.tsx';
import { Deadline } from '../components/deadline.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Fingerprint } from '../components/hash.tsx';
import { PaperContext, useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { Stations } from '../components/stations.tsx';
import { application, caseList } from '../words/case-list.ts';
import { casePage } from '../words/case-page.ts';
import { EvidenceSheet, ReadingsSheet, TimelineSheet } from './case-below.tsx';
import type { CaseView } from './case-view.ts';
import { CertificateSheet } from './certificate-sheet.tsx';
import { FindingsSheet } from './findings-sheet.tsx';
import { PURPOSES, type Purpose } from './reading-view.ts';
import { SheetLine } from './sheet-line.tsx';
import { SignedSheet } from './signed-sheet.tsx';
import { ValuesSheet } from './values-sheet.tsx';

const words = casePage.sheet;

const Back: FC<{ caseId: string }> = ({ caseId }) => {
  const say = useSay();
  return (
    <a
      class="btn"
      href={`/certificate-applications/${caseId}`}
      data-key="Escape"
      aria-keyshortcuts="Escape"
    >
      {say(words.back)}
    </a>
  );
};

const Ask: FC<{ caseId: string; usual: Purpose }> = ({ caseId, usual }) => {
  const say = useSay();
  return (
    <section class="sheet pad stack" aria-labelledby="h-ask">
      <h1 id="h-ask">{say(words.ask)}</h1>
      <p>
        <ApplicationNumber id={caseId} name={application.number} />
      </p>
      <p>{say(words.lead)}</p>
      <p>{say(words.recorded)}</p>
      <form class="row" action={`/certificate-applications/${caseId}/sheet`}>
        <label for="purpose">{say(casePage.readers.purpose)}</label>
        <select id="purpose" name="purpose">
          {PURPOSES.map((purpose) => (
            <option value={purpose} selected={purpose === usual}>
              {say(casePage.readers.purposes[purpose])}
            </option>
          ))}
        </select>
        <button class="btn btn--primary" type="submit">
          {say(words.open)}
        </button>
        <Back caseId={caseId} />
      </form>
    </section>
  );
};

/** Why the sheet is printed is asked first: nothing of the case is opened before it is known. */
export const AskSheetPage: FC<{ frame: FrameView; caseId: string; usual: Purpose }> = (props) => {
  const { frame, caseId, usual } = props;
  return (
    <Page view={frame} title={words.ask} current="cases">
      <div class="page page--narrow">
        <Ask caseId={caseId} usual={usual} />
      </div>
    </Page>
  );
};

const Head: FC<{ view: CaseView }> = ({ view }) => {
  const { id, name, chips, traits, deadline, closedAt, signed, now } = view;
  const say = useSay();
  return (
    <section class="sheet pad stack--tight" aria-labelledby="h-sheet">
      <div class="casehead__name">
        <h1 id="h-sheet" lang={name === undefined ? undefined : 'ja'}>
          {name ?? say(caseList.nameErased)}
        </h1>
        {chips.map((chip) => (
          <Chip {...chip} />
        ))}
      </div>
      <p class="casehead__facts">
        <ApplicationNumber id={id} name={application.number} />
        {traits.map((trait) => (
          <span>{say(trait)}</span>
        ))}
      </p>
      {signed.dossierSha256 !== undefined && (
        <p>
          {say(words.dossier)} <Fingerprint hex={signed.dossierSha256} />
        </p>
      )}
      {deadline && <Deadline label={deadline.label} {...deadline.view} />}
      {closedAt && (
        <p>
          {say(casePage.head.closed)} <Moment at={closedAt} now={now} />
        </p>
      )}
    </section>
  );
};

/** 案件票: the whole case for paper, under a line that says who printed it, when and why. */
export const CaseSheetPage: FC<{
  frame: FrameView;
  view: CaseView;
  reader: string;
  purpose: Purpose;
}> = ({ frame, view, reader, purpose }) => (
  <Page view={frame} title={words.title} current="cases" isRecorded>
    <PaperContext.Provider value={true}>
      <div class="page paper stack">
        <SheetLine view={view} reader={reader} purpose={purpose} isOnScreen />
        <Print caseId={view.id} />
        <Head view={view} />
        <Stations stations={view.stations} />
        <SignedSheet view={view} />
        <ValuesSheet view={view} />
        <FindingsSheet findings={view.findings} />
        {view.certificates.map((certificate) => (
          <CertificateSheet
            certificate={certificate}
            caseId={view.id}
            isOne={view.certificates.length === 1}
          />
        ))}
        <TimelineSheet timeline={view.timeline} now={view.now} />
        <EvidenceSheet caseId={view.id} evidence={view.evidence} />
        <ReadingsSheet caseId={view.id} readings={view.readings} now={view.now} />
      </div>
    </PaperContext.Provider>
  </Page>
);

const Print: FC<{ caseId: string }> = ({ caseId }) => {
  const say = useSay();
  return (
    <p class="row purpose">
      <button class="btn btn--primary" type="button" data-print="">
        {say(words.print)}
      </button>
      <Back caseId={caseId} />
    </p>
  );
};

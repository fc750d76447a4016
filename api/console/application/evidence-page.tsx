import type { FC } from 'hono/jsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Fingerprint } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application } from '../words/case-list.ts';
import { evidence as words } from '../words/evidence.ts';
import { kindWord } from './case-below.tsx';
import type { EvidenceView } from './evidence-view.ts';

const Traits: FC<{ view: EvidenceView }> = ({ view: { caseId, object, content } }) => {
  const say = useSay();
  return (
    <section class="sheet certcard" aria-labelledby="h-object">
      <div class="sheet__head">
        <h2 id="h-object">{say(kindWord(object.kind))}</h2>
        <p>{say(application.version(object.edition))}</p>
      </div>
      <div class="sheet__body stack">
        <dl>
          <dt>{say(words.case)}</dt>
          <dd>
            <ApplicationNumber id={caseId} name={application.number} copies />
          </dd>
          <dt>{say(words.size)}</dt>
          <dd>{say(words.octets(object.size.toLocaleString('en-US')))}</dd>
          <dt>{say(words.received)}</dt>
          <dd>
            <Moment at={object.receivedAt} to="second" />
          </dd>
          <dt>{say(words.hash)}</dt>
          <dd>
            <Fingerprint hex={object.sha256} />
          </dd>
        </dl>
        <p class="proof-line" data-proven={content ? 'yes' : 'no'}>
          <Icon name={content ? 'shield' : 'warning'} />
          <span>{say(content ? words.matches : words.missing)}</span>
        </p>
      </div>
    </section>
  );
};

const Octets: FC<{ view: EvidenceView }> = ({ view: { object, content } }) => {
  const say = useSay();
  if (!content) return <></>;
  const { view, isText, shown, shownOctets } = content;
  const isCut = shownOctets < object.size;
  return (
    <section class="sheet gap-top" aria-labelledby="h-octets">
      <div class="sheet__head">
        <h2 id="h-octets">{say(view === 'text' ? words.text : words.hex)}</h2>
        {isText && (
          <p>
            <a href={view === 'text' ? '?view=hex' : '?view=text'}>
              {say(view === 'text' ? words.asHex : words.asText)}
            </a>
          </p>
        )}
      </div>
      <div class="sheet__body stack--tight">
        {isCut && (
          <p class="small quiet">
            {say(
              words.cut(shownOctets.toLocaleString('en-US'), object.size.toLocaleString('en-US')),
            )}
          </p>
        )}
        <pre
          class={view === 'text' ? 'tbs' : 'tbs tbs--hex'}
          tabindex={0}
          aria-labelledby="h-octets"
          lang={view === 'text' ? 'ja' : undefined}
        >
          {shown.startsWith('\n') && '\n'}
          {shown}
        </pre>
      </div>
    </section>
  );
};

/** What exactly arrived: the octets of one piece of evidence. */
export const EvidencePage: FC<{ frame: FrameView; view: EvidenceView }> = ({ frame, view }) => (
  <Page view={frame} title={kindWord(view.object.kind)} current="cases" isRecorded>
    <div class="page">
      <PageHead view={view} />
      <Traits view={view} />
      <Octets view={view} />
    </div>
  </Page>
);

const PageHead: FC<{ view: EvidenceView }> = ({ view }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <h1>
        {say(words.title)} <span class="quiet">{say(kindWord(view.object.kind))}</span>
      </h1>
      <a
        class="btn"
        href={`/certificate-applications/${view.caseId}`}
        data-key="Escape"
        aria-keyshortcuts="Escape"
      >
        {say(words.back)}
      </a>
    </div>
  );
};

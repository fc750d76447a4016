import type { FC } from 'hono/jsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber, Fingerprint } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { mayReadBooks, mayReadCases } from '../roles.ts';
import { books as words } from '../words/books.ts';
import { application } from '../words/case-list.ts';
import { evidence } from '../words/evidence.ts';
import type { EntryView } from './book-view.ts';

const text = words.entry;

const Actor: FC<{ view: EntryView }> = ({ view: { actor, actorName } }) => {
  if (!actor) return <>—</>;
  return (
    <>
      {actorName !== undefined && <span lang="ja">{actorName} </span>}
      <span class="mono">
        {[actor.kind, actor.id, actor.role, actor.terminal].filter(Boolean).join(' ・ ')}
      </span>
    </>
  );
};

const Case: FC<{ view: EntryView; canOpen: boolean }> = ({ view: { caseId, seq }, canOpen }) => {
  const say = useSay();
  if (caseId === undefined) return <></>;
  const number = <ApplicationNumber id={caseId} name={application.number} copies={!canOpen} />;
  return (
    <>
      <dt>{say(text.case)}</dt>
      <dd>
        {canOpen ? <a href={`/certificate-applications/${caseId}`}>{number}</a> : number}
        {seq !== undefined && (
          <span class="quiet small">
            {' '}
            {say(text.seq)} {seq}
          </span>
        )}
      </dd>
    </>
  );
};

const Traits: FC<{ view: EntryView; canOpen: boolean }> = ({ view, canOpen }) => {
  const { id, index, at, items, name, event } = view;
  const say = useSay();
  return (
    <section class="sheet certcard" aria-labelledby="h-entry">
      <div class="sheet__head">
        <h2 id="h-entry">{say(name)}</h2>
        <p class="mono">{event}</p>
      </div>
      <div class="sheet__body">
        <dl>
          <dt>{say(text.log)}</dt>
          <dd>{say(text.office)}</dd>
          <dt>{say(text.index)}</dt>
          <dd>{index === undefined ? say(text.notNumbered) : index.toLocaleString('en-US')}</dd>
          <dt>{say(text.id)}</dt>
          <dd class="mono">{id}</dd>
          <dt>{say(text.time)}</dt>
          <dd>
            <Moment at={at} to="second" /> JST
          </dd>
          <dt>{say(text.items)}</dt>
          <dd lang="ja">{items.join('、')}</dd>
          <dt>{say(text.actor)}</dt>
          <dd>
            <Actor view={view} />
          </dd>
          <Case view={view} canOpen={canOpen} />
        </dl>
      </div>
    </section>
  );
};

const Octets: FC<{ view: EntryView }> = ({ view: { octets, size, leafHash } }) => {
  const say = useSay();
  return (
    <section class="sheet gap-top" aria-labelledby="h-octets">
      <div class="sheet__head">
        <h2 id="h-octets">{say(text.octets)}</h2>
        <p>
          {say(evidence.octets(size.toLocaleString('en-US')))} ・ {say(text.octetsNote)}
        </p>
      </div>
      <div class="sheet__body stack">
        <pre class="tbs" id="octets" tabindex={0} aria-labelledby="h-octets" lang="ja">
          {octets}
        </pre>
        <div class="certcard">
          <dl>
            <dt>{say(text.leafHash)}</dt>
            <dd>
              <Fingerprint hex={leafHash} />
              <span class="small quiet">{say(text.leafNote)}</span>
            </dd>
          </dl>
        </div>
        <p>{say(text.trust)}</p>
      </div>
    </section>
  );
};

const Head: FC<{ view: EntryView; canList: boolean }> = ({ view: { index, id }, canList }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <h1>{say(text.title(index?.toLocaleString('en-US') ?? id.slice(-4)))}</h1>
      {canList && (
        <a class="btn" href="/inspection/books" data-key="Escape" aria-keyshortcuts="Escape">
          {say(text.back)}
        </a>
      )}
    </div>
  );
};

/** One entry: what it says, its exact octets, and the leaf hash that anybody can compute. */
export const EntryPage: FC<{ frame: FrameView; view: EntryView }> = ({ frame, view }) => {
  const { officer } = frame;
  return (
    <Page view={frame} title={text.heading} current="books">
      <div class="page">
        <Head view={view} canList={officer !== undefined && mayReadBooks(officer)} />
        <Traits view={view} canOpen={officer !== undefined && mayReadCases(officer)} />
        <Octets view={view} />
      </div>
    </Page>
  );
};

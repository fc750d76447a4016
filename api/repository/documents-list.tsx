import type { FC } from 'hono/jsx';
import { minuteOf } from '../console/clock.ts';
import { Empty } from '../console/components/empty.tsx';
import { Fingerprint } from '../console/components/hash.tsx';
import { useSay } from '../console/components/language-context.ts';
import { repository as words } from '../console/words/repository.ts';
import type { Said } from '../console/words/said.ts';
import { sizeText } from './octets.ts';
import { inForceAt, type PublishedDocument } from './published-documents.ts';

const dayOf = (at: Date): string => minuteOf(at).slice(0, 10);

/** When a version was in force: until the next began, or it was withdrawn. */
function timeOf(document: PublishedDocument, next: PublishedDocument | undefined): Said {
  const ends = [document.withdrawnFrom, next?.effectiveFrom].flatMap((each) => each ?? []);
  const end = ends.toSorted((a, b) => a.getTime() - b.getTime())[0];
  const from = dayOf(document.effectiveFrom);
  return end ? words.documents.span(from, dayOf(end)) : words.documents.since(from);
}

interface Version {
  readonly document: PublishedDocument;
  readonly next: PublishedDocument | undefined;
}

const Line: FC<Version> = ({ document, next }) => {
  const say = useSay();
  const { type, version, file, size, sha256 } = document;
  const format = file.endsWith('.pdf') ? 'PDF' : say(words.documents.text);
  return (
    <li class="stack--tight">
      <p>
        <a href={`/documents/${file}`}>{say(words.documents.version(type, version))}</a>{' '}
        <span class="quiet">
          {say(timeOf(document, next))} ・ {format} ・ {sizeText(size)}
        </span>
      </p>
      <p class="small">
        SHA-256 <Fingerprint hex={sha256} upper />
      </p>
    </li>
  );
};

const Type: FC<{ versions: readonly Version[]; now: Date }> = ({ versions, now }) => {
  const say = useSay();
  const documents = versions.map(({ document }) => document);
  const type = documents[0]?.type ?? 'cps';
  const current = inForceAt(documents, type, now);
  const others = versions.filter(({ document }) => document !== current);
  return (
    <>
      {versions.flatMap(({ document, next }) =>
        document === current ? [<Line document={document} next={next} />] : [],
      )}
      {others.length > 0 && (
        <li>
          <details>
            <summary>{say(words.documents.earlier(type, others.length))}</summary>
            <ul class="small stack--tight">
              {others.map(({ document, next }) => (
                <Line document={document} next={next} />
              ))}
            </ul>
          </details>
        </li>
      )}
    </>
  );
};

/** CP and CPS: the version in force, and every one before it. Newest first, as they come. */
export const DocumentsList: FC<{ documents: readonly PublishedDocument[]; now: Date }> = (
  props,
) => {
  const { documents, now } = props;
  const say = useSay();
  const versionsOf = (type: PublishedDocument['type']): Version[] => {
    const own = documents.filter((each) => each.type === type);
    return own.map((document, i) => ({ document, next: own[i - 1] }));
  };
  return (
    <section class="section" aria-labelledby="h-cps">
      <h2 id="h-cps">{say(words.documents.title)}</h2>
      {documents.length === 0 ? (
        <Empty what={words.documents.none} more={words.documents.noneNext} />
      ) : (
        <ul class="stack--tight">
          {(['cps', 'cp'] as const).map((type) => (
            <Type versions={versionsOf(type)} now={now} />
          ))}
        </ul>
      )}
      <p class="section-note">
        {say(words.documents.signed)}{' '}
        <a href="/manifests/enclave.note">{say(words.documents.noteOfRoom)}</a> ・{' '}
        <a href="/manifests/office.note">{say(words.documents.noteOfOffice)}</a>
      </p>
    </section>
  );
};

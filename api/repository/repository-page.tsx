import type { FC } from 'hono/jsx';
import { secondOf } from '../console/clock.ts';
import { Chip, type ChipView } from '../console/components/chip.tsx';
import { Empty } from '../console/components/empty.tsx';
import { Fingerprint } from '../console/components/hash.tsx';
import { Icon } from '../console/components/icon.tsx';
import { useSay } from '../console/components/language-context.ts';
import { repository as words } from '../console/words/repository.ts';
import { same, type Said } from '../console/words/said.ts';
import { DocumentsList } from './documents-list.tsx';
import { HowToCheck } from './how-to-check.tsx';
import { Public, type PublicView } from './public-frame.tsx';
import type { PublishedCrl } from './published-crls.ts';
import type { Announcement, PublishedDocument } from './published-documents.ts';
import type { PublishedIssuer } from './published-issuers.ts';
import type { PublishedLink } from './published-links.ts';
import { StatusTable } from './status-table.tsx';

/** What the public page shows. */
export interface RepositoryView extends PublicView {
  readonly issuers: readonly PublishedIssuer[];
  readonly links: readonly PublishedLink[];
  readonly announcements: readonly Announcement[];
  readonly crls: readonly PublishedCrl[];
  readonly documents: readonly PublishedDocument[];
  /** How everyone reaches the repository. */
  readonly publicUrl: string;
  readonly now: Date;
}

function stateOf({ notBefore, notAfter }: PublishedIssuer, now: Date): ChipView {
  if (now < notBefore) return { kind: 'plain', icon: 'pause', word: words.states.notYet };
  if (now > notAfter) return { kind: 'plain', icon: 'pause', word: words.states.past };
  return { kind: 'holds', icon: 'tick', word: words.states.valid };
}

const Download: FC<{ href: string; name: Said; of: string }> = ({ href, name, of }) => {
  const say = useSay();
  return (
    <a class="btn" href={href} download="">
      <Icon name="download" />
      {say(name)}
      <span class="vh"> {of}</span>
    </a>
  );
};

/** The certificate in both forms, and by whom else its key is certified. */
const Downloads: FC<{ issuer: PublishedIssuer; view: RepositoryView }> = ({ issuer, view }) => {
  const { keyId, name } = issuer;
  const nameOf = (id: string): string =>
    view.issuers.find((each) => each.keyId === id)?.name ?? id.slice(0, 8);
  return (
    <p class="downloads">
      <Download href={`/issuers/${keyId}.cer`} name={same('DER')} of={name} />
      <Download href={`/issuers/${keyId}.pem`} name={same('PEM')} of={name} />
      {view.links
        .filter((link) => link.subject === keyId)
        .map((link) => (
          <Download
            href={`/links/${link.subject}/${link.issuer}.cer`}
            name={words.link(nameOf(link.issuer))}
            of={name}
          />
        ))}
    </p>
  );
};

const Issuer: FC<{ issuer: PublishedIssuer; view: RepositoryView }> = ({ issuer, view }) => {
  const { name, organization, notBefore, notAfter, key, signature, keyId, sha256 } = issuer;
  const say = useSay();
  const announced = view.announcements.filter((each) => each.certificateSha256 === sha256);
  return (
    <article class="ca stack">
      <div class="row">
        <h3 lang="ja">{name}</h3>
        <Chip {...stateOf(issuer, view.now)} />
      </div>
      <dl>
        <dt>{say(words.organization)}</dt>
        <dd lang="ja">{organization}</dd>
        <dt>{say(words.validity)}</dt>
        <dd>{say(words.until(secondOf(notBefore), secondOf(notAfter)))}</dd>
        <dt>{say(words.key)}</dt>
        <dd>
          {key} ・ {signature}
        </dd>
        <dt>{say(words.keyId)}</dt>
        <dd>
          <Fingerprint hex={keyId} />
        </dd>
        <dt>{say(words.fingerprint)}</dt>
        <dd>
          <Fingerprint hex={sha256} upper />
        </dd>
        {announced.length > 0 && (
          <>
            <dt>{say(words.announced)}</dt>
            {announced.map(({ reference }) => (
              <dd lang="ja">{reference}</dd>
            ))}
          </>
        )}
      </dl>
      <Downloads issuer={issuer} view={view} />
    </article>
  );
};

const Certificates: FC<{ view: RepositoryView }> = ({ view }) => {
  const say = useSay();
  const { issuers, isDevelopment } = view;
  return (
    <section class="section" aria-labelledby="h-ca">
      <h2 id="h-ca">{say(words.certificates)}</h2>
      {issuers.length === 0 ? (
        <Empty what={words.none} more={words.noneNext} />
      ) : (
        <>
          <div class="cas">
            {issuers.map((issuer) => (
              <Issuer issuer={issuer} view={view} />
            ))}
          </div>
          <p class="small quiet foot-note">
            {say(words.compare)}
            {isDevelopment && (
              <>
                <br />
                {say(words.development)}
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
};

const Title: FC = () => {
  const say = useSay();
  return (
    <>
      <h1>{say(words.title)}</h1>
      <p class="lead">{say(words.lead)}</p>
    </>
  );
};

/** What everyone may take: certificates of the CAs, lists of revoked certificates, CP and CPS. */
export const RepositoryPage: FC<{ view: RepositoryView }> = ({ view }) => (
  <Public view={view}>
    <Title />
    <Certificates view={view} />
    <StatusTable view={view} />
    <HowToCheck view={view} />
    <DocumentsList documents={view.documents} now={view.now} />
  </Public>
);

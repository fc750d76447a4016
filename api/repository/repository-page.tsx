import type { FC, PropsWithChildren } from 'hono/jsx';
import { secondOf } from '../console/clock.ts';
import { Chip, type ChipView } from '../console/components/chip.tsx';
import { Empty } from '../console/components/empty.tsx';
import { Brand, Document, LanguageSwitch } from '../console/components/frame.tsx';
import { Fingerprint } from '../console/components/hash.tsx';
import { Icon } from '../console/components/icon.tsx';
import { useSay } from '../console/components/language-context.ts';
import { frame } from '../console/words/frame.ts';
import { repository as words } from '../console/words/repository.ts';
import { same, type Language } from '../console/words/said.ts';
import type { PublishedIssuer } from './published-issuers.ts';

/** What the public page shows. */
export interface RepositoryView {
  readonly language: Language;
  readonly isDevelopment: boolean;
  readonly issuers: readonly PublishedIssuer[];
  readonly now: Date;
  readonly path: string;
}

function stateOf({ notBefore, notAfter }: PublishedIssuer, now: Date): ChipView {
  if (now < notBefore) return { kind: 'plain', icon: 'pause', word: words.states.notYet };
  if (now > notAfter) return { kind: 'plain', icon: 'pause', word: words.states.past };
  return { kind: 'holds', icon: 'tick', word: words.states.valid };
}

const Downloads: FC<{ issuer: PublishedIssuer }> = ({ issuer: { keyId, name } }) => (
  <p class="downloads">
    {(['cer', 'pem'] as const).map((form) => (
      <a class="btn" href={`/issuers/${keyId}.${form}`} download="">
        <Icon name="download" />
        {form === 'cer' ? 'DER' : 'PEM'}
        <span class="vh"> {name}</span>
      </a>
    ))}
  </p>
);

const Issuer: FC<{ issuer: PublishedIssuer; now: Date }> = ({ issuer, now }) => {
  const { name, organization, notBefore, notAfter, key, signature, keyId, sha256 } = issuer;
  const say = useSay();
  return (
    <article class="ca stack">
      <div class="row">
        <h3 lang="ja">{name}</h3>
        <Chip {...stateOf(issuer, now)} />
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
      </dl>
      <Downloads issuer={issuer} />
    </article>
  );
};

const Head: FC<{ view: RepositoryView }> = ({ view: { isDevelopment, issuers, path } }) => {
  const operator = issuers[0]?.organization;
  return (
    <header class="public__head">
      <div>
        <Brand href="/" name={operator === undefined ? frame.product : same(operator)} />
        <span class="row">
          {isDevelopment && <Chip kind="dev" word={frame.development} />}
          <LanguageSwitch path={path} />
        </span>
      </div>
    </header>
  );
};

const Foot: FC<{ operator: string | undefined }> = ({ operator }) => {
  const say = useSay();
  return (
    <footer class="footer">
      <div class="footer__in">
        {operator !== undefined && <span lang="ja">{operator}</span>}
        <span>{say(frame.zone)}</span>
      </div>
    </footer>
  );
};

const Public: FC<PropsWithChildren<{ view: RepositoryView }>> = ({ view, children }) => (
  <Document title={words.title} language={view.language} bodyClass="public">
    <Head view={view} />
    <main id="main" tabindex={-1}>
      {children}
    </main>
    <Foot operator={view.issuers[0]?.organization} />
  </Document>
);

const Certificates: FC<{ view: RepositoryView }> = ({ view: { issuers, now, isDevelopment } }) => {
  const say = useSay();
  return (
    <section class="section" aria-labelledby="h-ca">
      <h2 id="h-ca">{say(words.certificates)}</h2>
      {issuers.length === 0 ? (
        <Empty what={words.none} more={words.noneNext} />
      ) : (
        <>
          <div class="cas">
            {issuers.map((issuer) => (
              <Issuer issuer={issuer} now={now} />
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

/** What everyone may take: the certificates of the CAs, with fingerprints to compare. */
export const RepositoryPage: FC<{ view: RepositoryView }> = ({ view }) => (
  <Public view={view}>
    <Title />
    <Certificates view={view} />
  </Public>
);

/** Says that nothing is published there. */
export const NotPublishedPage: FC<{ view: RepositoryView }> = ({ view }) => (
  <Public view={view}>
    <NotPublished />
  </Public>
);

const NotPublished: FC = () => {
  const say = useSay();
  return (
    <>
      <h1>{say(words.title)}</h1>
      <p class="lead">{say(words.notFound)}</p>
      <p class="section">
        <a class="btn" href="/">
          {say(words.toStart)}
        </a>
      </p>
    </>
  );
};

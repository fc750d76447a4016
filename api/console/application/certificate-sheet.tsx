import type { FC } from 'hono/jsx';
import { Fingerprint } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { casePage } from '../words/case-page.ts';
import type { CertificateContent, CertificateView, NamePart } from './certificate-view.ts';

const words = casePage.certificate;

const Name: FC<{ parts: readonly NamePart[] }> = ({ parts }) => (
  <>
    {parts.map(({ type, value }, index) => (
      <>
        {index > 0 && ', '}
        <span class="quiet">{type}=</span>
        <span lang="ja">{value}</span>
      </>
    ))}
  </>
);

const Key: FC<{ content: CertificateContent; isKeyOfOrder: boolean | undefined }> = (props) => {
  const { content, isKeyOfOrder } = props;
  const say = useSay();
  return (
    <>
      {content.key}
      {isKeyOfOrder === true && (
        <span class="same">
          {' '}
          <Icon name="tick" /> {say(words.sameKey)}
        </span>
      )}
      {isKeyOfOrder === false && <span class="differs"> {say(words.otherKey)}</span>}
    </>
  );
};

const Content: FC<{ certificate: CertificateView }> = ({ certificate }) => {
  const { content, isKeyOfOrder } = certificate;
  const say = useSay();
  if (!content) return <></>;
  return (
    <dl>
      <dt>{say(words.subject)}</dt>
      <dd class="certcard__subject">
        <Name parts={content.subject} />
      </dd>
      <dt>{say(words.issuer)}</dt>
      <dd>
        <Name parts={content.issuer} />
      </dd>
      <dt>{say(words.validity)}</dt>
      <dd>
        <Moment at={content.notBefore} to="second" />
        {say(words.from)}
        <Moment at={content.notAfter} to="second" />
        {say(words.until)}
      </dd>
      <dt>{say(words.key)}</dt>
      <dd>
        <Key content={content} isKeyOfOrder={isKeyOfOrder} />
      </dd>
      {content.keyUsage !== '' && (
        <>
          <dt>{say(words.usage)}</dt>
          <dd class="mono">{content.keyUsage}</dd>
        </>
      )}
      {content.policies !== '' && (
        <>
          <dt>{say(words.policy)}</dt>
          <dd class="mono">{content.policies}</dd>
        </>
      )}
    </dl>
  );
};

/** An issued certificate, decoded, with its number and fingerprint for comparing by eye. */
export const CertificateSheet: FC<{
  certificate: CertificateView;
  caseId: string;
  isOne: boolean;
}> = ({ certificate, caseId, isOne }) => {
  const { number, serialNumber, sha256, content } = certificate;
  const say = useSay();
  const id = `h-certificate-${number}`;
  return (
    <section class="sheet certcard gap-top" aria-labelledby={id}>
      <div class="sheet__head">
        <h2 id={id}>{say(isOne ? words.title : words.titleOf(number))}</h2>
        <p>
          <a href={`/certificate-applications/${caseId}/evidence/${sha256}?view=hex`}>
            {say(words.octets)}
          </a>
        </p>
      </div>
      <div class="sheet__body certcard__in">
        {content ? <Content certificate={certificate} /> : <p>{say(words.unread)}</p>}
        <dl>
          <dt>{say(words.serial)}</dt>
          <dd>
            <Fingerprint hex={serialNumber} upper />
          </dd>
          <dt>{say(words.fingerprint)}</dt>
          <dd>
            <Fingerprint hex={sha256} upper />
          </dd>
        </dl>
      </div>
    </section>
  );
};

import type { FC } from 'hono/jsx';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { Chip, type ChipView } from '../components/chip.tsx';
import { Fingerprint } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application } from '../words/case-list.ts';
import { casePage } from '../words/case-page.ts';
import { certificateStatus } from '../words/certificate-status.ts';
import { revocationRequest } from '../words/revocation-request.ts';

const words = revocationRequest.certificate;

/** What is known of the state of a certificate in the office's records. */
export type CertificateStanding = keyof typeof certificateStatus.standing;

type StandingRequest = Pick<ListedRequest, 'state' | 'issuerKeyId'>;

/** Whether a certificate is good now, by what the room recorded of it. */
export function standingOf(
  { issuerKeyId, notAfter, state }: Pick<FoundCertificate, 'issuerKeyId' | 'notAfter' | 'state'>,
  requests: readonly StandingRequest[],
  now: Date,
): CertificateStanding {
  const own = requests.filter((request) => request.issuerKeyId === issuerKeyId);
  const has = (...states: readonly string[]) => own.some((each) => states.includes(each.state));
  if (state === 'revoked' || has('published', 'recorded')) return 'revoked';
  if (notAfter <= now) return 'expired';
  if (has('granted')) return 'beingRevoked';
  return has('suspended') ? 'suspended' : 'good';
}

const CHIPS: Readonly<Record<CertificateStanding, Omit<ChipView, 'word'>>> = {
  good: { kind: 'holds', icon: 'tick' },
  suspended: { kind: 'refers', icon: 'pause' },
  beingRevoked: { kind: 'waits', icon: 'turn' },
  revoked: { kind: 'forbids', icon: 'cross' },
  expired: { kind: 'plain', icon: 'clock' },
};

/** Icon and word of it. */
export const standingChip = (standing: CertificateStanding): ChipView => ({
  ...CHIPS[standing],
  word: certificateStatus.standing[standing],
});

/** A certificate with its holder, for comparing by eye. */
export interface CertificateCardView {
  readonly certificate: FoundCertificate;
  readonly standing: CertificateStanding;
  readonly name: string | undefined;
  readonly birthDate?: string | undefined;
}

const typeWord = (type: string) =>
  Object.hasOwn(application.certificateTypes, type)
    ? application.certificateTypes[type as keyof typeof application.certificateTypes]
    : { ja: type, en: type };

/** Serial number and fingerprint together, the holder, and whether it is good now. */
export const CertificateFacts: FC<{ view: CertificateCardView }> = ({ view }) => {
  const { certificate, birthDate } = view;
  const { serialNumber, certificateSha256, certificateType, notBefore, notAfter } = certificate;
  const say = useSay();
  return (
    <dl>
      <dt>{say(words.serial)}</dt>
      <dd>
        <Fingerprint hex={serialNumber} upper />
      </dd>
      <dt>{say(words.fingerprint)}</dt>
      <dd>
        <Fingerprint hex={certificateSha256} upper />
      </dd>
      {birthDate !== undefined && (
        <>
          <dt>{say(certificateStatus.birthDate)}</dt>
          <dd>
            <time datetime={birthDate}>{birthDate}</time>
          </dd>
        </>
      )}
      <dt>{say(certificateStatus.kind)}</dt>
      <dd>{say(typeWord(certificateType))}</dd>
      <dt>{say(casePage.certificate.validity)}</dt>
      <dd>
        <Moment at={notBefore} to="minute" />
        {say(casePage.certificate.from)}
        <Moment at={notAfter} to="minute" />
        {say(casePage.certificate.until)}
      </dd>
    </dl>
  );
};

/** The head of a card: whose it is, and whether it is good now. */
export const CertificateHead: FC<{ view: CertificateCardView; id: string }> = ({ view, id }) => {
  const { name, standing } = view;
  const say = useSay();
  return (
    <div class="sheet__head">
      <h2 id={id} class="certname" lang={name === undefined ? undefined : 'ja'}>
        {name ?? say(certificateStatus.nameErased)}
      </h2>
      <Chip {...standingChip(standing)} />
    </div>
  );
};

/** The certificate of a request: whether number and fingerprint are of one and the same. */
export const RequestedCertificate: FC<{
  view: CertificateCardView | undefined;
  request: ListedRequest;
}> = ({ view, request }) => {
  const { serialNumber, certificateSha256 } = request;
  const say = useSay();
  const isSame = view?.certificate.certificateSha256 === certificateSha256;
  if (!view) {
    return (
      <section class="sheet certcard" aria-labelledby="h-cert">
        <div class="sheet__head">
          <h2 id="h-cert">{say(revocationRequest.sections.certificate)}</h2>
        </div>
        <div class="sheet__body stack">
          <p class="differs wraps">
            <Icon name="warning" /> {say(words.notOurs)}
          </p>
          <Named serialNumber={serialNumber} certificateSha256={certificateSha256} />
        </div>
      </section>
    );
  }
  return (
    <section class="sheet certcard" aria-labelledby="h-cert">
      <CertificateHead view={view} id="h-cert" />
      <div class="sheet__body stack">
        <CertificateFacts view={view} />
        <p class={isSame ? 'same wraps' : 'differs wraps'}>
          <Icon name={isSame ? 'tick' : 'warning'} /> {say(isSame ? words.both : words.differs)}
        </p>
        {!isSame && <Named serialNumber={serialNumber} certificateSha256={certificateSha256} />}
        <p class="row">
          <a class="btn btn--small" href={`/certificates/${view.certificate.serialNumber}`}>
            {say(words.open)}
          </a>
          <a class="btn btn--small" href={`/certificate-applications/${view.certificate.caseId}`}>
            {say(revocationRequest.toCase)}
          </a>
        </p>
      </div>
    </section>
  );
};

/** What the request names, where it is not what the register has. */
const Named: FC<Pick<ListedRequest, 'serialNumber' | 'certificateSha256'>> = (props) => {
  const { serialNumber, certificateSha256 } = props;
  const say = useSay();
  return (
    <dl>
      <dt>{say(words.serial)}</dt>
      <dd>
        {serialNumber === null ? say(words.unnamed) : <Fingerprint hex={serialNumber} upper />}
      </dd>
      <dt>{say(words.fingerprint)}</dt>
      <dd>
        {certificateSha256 === null ? (
          say(words.unnamed)
        ) : (
          <Fingerprint hex={certificateSha256} upper />
        )}
      </dd>
    </dl>
  );
};

import type { Facts } from '../../domain/decision/facts.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import { compareNames } from '../../domain/identity/names.ts';
import { nameAttributes, readCertificate, type X509Certificate } from '../x509/certificate.ts';
import { MalformedDer, readElement } from '../x509/der-reader.ts';
import { keyFacts, type SignedEvidence, textFacts } from './extract-facts.ts';
import { ageBandAt, readBirthDate, readJpkiAttributes, residenceOf } from './jpki-attributes.ts';
import { judgeContainer } from './judge-signature.ts';
import { type SignatureContainer, tryReadSignatureContainer } from './signature-container.ts';

const COMMON_NAME = '2.5.4.3';

/** Our certificate in a container, as far as it can be read. */
export interface OwnSigner {
  readonly encoding: 'exact' | 'trailingBytes';
  readonly certificate: X509Certificate;
  /** Name of the subscriber (commonName) as it stands in the certificate. */
  readonly name: string | undefined;
}

/** Reads the certificate that signed; undefined if it cannot be read. It says nothing of who issued it. */
export function readOwnSigner(container: SignatureContainer | undefined): OwnSigner | undefined {
  if (!container?.certificate) return undefined;
  try {
    const octets = container.certificate;
    const exact = readElement(octets).octets;
    const certificate = readCertificate(exact);
    return {
      encoding: exact.length === octets.length ? 'exact' : 'trailingBytes',
      certificate,
      name: nameAttributes(certificate.subject).find(({ oid }) => oid === COMMON_NAME)?.value,
    };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

const unreadable = {
  certificateEncoding: 'unreadable',
  signature: 'unreadable',
  nameMatch: 'different',
  nameExplanations: [],
} as const satisfies Partial<Facts>;

function signerFacts(evidence: SignedEvidence): Partial<Facts> {
  const { container = tryReadSignatureContainer(evidence.signatureContainer) } = evidence;
  const kind = container?.kind ?? 'unreadable';
  const own = readOwnSigner(container);
  if (!container || !own) return { signatureContainer: kind, ...unreadable };
  const { text, textOctets } = evidence;
  const { match, explanations } =
    own.name === undefined
      ? ({ match: 'different', explanations: [] } as const)
      : compareNames(text.name, own.name);
  return {
    signatureContainer: kind,
    certificateEncoding: own.encoding,
    signature: judgeContainer(container, textOctets),
    nameMatch: match,
    nameExplanations: explanations,
    ownContent: own.name === text.name ? 'same' : 'changed',
  };
}

/**
 * Extracts the facts that the evidence of a renewal itself gives (規則5条2項). Whose the certificate is and whether it is
 * in force registers say; who stands behind it, the evidence of the last full check (`anchorFacts`).
 *
 * As `extractJpkiFacts`: no clock, no configuration, no I/O, and it answers whatever the octets are.
 *
 * @throws Error if the text is of another route, which is a mistake of the caller
 */
export function extractOwnFacts(evidence: SignedEvidence): Partial<Facts> {
  if (evidence.text.identityRoute !== 'ownCertificate') throw new Error('text is of another route');
  return { ...textFacts(evidence), ...keyFacts(evidence), ...signerFacts(evidence) };
}

/**
 * Facts of the person of a renewal: age by the card of the last full check, residence by the text that is signed now, and
 * whether that text gives the address that was checked then.
 *
 * @param card the certificate of the last full check; undefined if there is none that can be read
 */
export function anchorFacts(
  text: ApplicationText,
  card: X509Certificate | undefined,
  now: Date,
): Partial<Facts> {
  const { dateOfBirth, address } = card ? readJpkiAttributes(card).values : {};
  const checked = address === text.address ? 'verified' : 'changed';
  return {
    ageBand: ageBandAt(readBirthDate(dateOfBirth), now),
    residence: residenceOf(text.address),
    ...(text.keys.delivery === 'code'
      ? { letterAddress: address === undefined ? 'unverified' : checked }
      : {}),
  };
}

import {
  authorityKeyIdentifier,
  certificatePolicies,
  EXTENSION,
  KEY_USAGE,
  keyUsageBits,
  nameAttributes,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { keyIdentifier } from '../../adapters/x509/key-identifier.ts';
import { urisOf } from '../../adapters/x509/uris.ts';
import { verifySignature } from '../../adapters/x509/public-key.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { CLOCK_SKEW_MS } from '../../domain/identity/clock-skew.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';

/** What was decided, as the office itself has it: from the signed octets and the order. */
export interface DecidedCertificate {
  readonly applicationId: string;
  /** Exactly as the applicant signed it. */
  readonly name: string;
  readonly spkiSha256: string | null;
  readonly validityMonths: number;
  /** When the edition arrived that was decided on: no certificate of it can be older. */
  readonly receivedAt: Date;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
}

/** A certificate that came back, with the CA certificate of the key that is said to have signed it. */
export interface ReturnedCertificate {
  readonly certificate: X509Certificate;
  readonly issuer: X509Certificate;
  readonly now: Date;
}

type Check = (returned: ReturnedCertificate, decided: DecidedCertificate) => boolean;

/** Country, name as signed, and the application's id, which tells two people of one name apart. */
const hasSubject: Check = ({ certificate }, { name, applicationId }) => {
  const attributes = nameAttributes(certificate.subject).map(({ oid, value }) => `${oid}=${value}`);
  const decided = ['2.5.4.6=JP', `2.5.4.3=${name}`, `2.5.4.5=${applicationId}`];
  return attributes.toSorted().join('\n') === decided.toSorted().join('\n');
};

/** What a certificate of ours has, and nothing besides: no CA, no other purpose, no other name. */
const EXTENSIONS: ReadonlySet<string> = new Set([
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.keyUsage,
  EXTENSION.certificatePolicies,
  EXTENSION.cRLDistributionPoints,
  EXTENSION.authorityInfoAccess,
]);

const isSigned: Check = ({ certificate, issuer }) =>
  verifySignature({
    algorithm: certificate.signatureAlgorithm,
    spki: issuer.spki,
    data: certificate.tbs,
    signature: certificate.signature,
  });

/** notAfter follows from notBefore and the months that were decided (規則6条4号); notBefore is of this case. */
const isValidAsDecided: Check = ({ certificate, issuer, now }, { validityMonths, receivedAt }) => {
  const { notBefore, notAfter } = certificate;
  const decided = certificateValidity(notBefore.getTime(), validityMonths);
  return (
    notAfter.getTime() === decided.notAfter &&
    notAfter <= issuer.notAfter &&
    notBefore.getTime() >= receivedAt.getTime() - CLOCK_SKEW_MS &&
    notBefore.getTime() <= now.getTime() + CLOCK_SKEW_MS
  );
};

/** The key's own list and certificate, below one repository with the status of this CA. */
const isPublishedByIssuer: Check = ({ certificate }, { issuerKeyId }) => {
  const issuers = urisOf(certificate, EXTENSION.authorityInfoAccess);
  const suffix = `/issuers/${issuerKeyId}.cer`;
  const base = issuers.find((url) => url.endsWith(suffix))?.slice(0, -suffix.length);
  if (base === undefined || !/^https?:\/\/[^/]/.test(base)) return false;
  const lists = urisOf(certificate, EXTENSION.cRLDistributionPoints);
  const isOfRepository = [...issuers, ...lists].every((url) => url.startsWith(`${base}/`));
  return (
    isOfRepository &&
    issuers.length > 1 &&
    lists.length > 0 &&
    lists.every((url) => url.startsWith(`${base}/crls/${issuerKeyId}/`))
  );
};

/** Each with the word that tells which one failed; no word tells of the person. */
const CHECKS: readonly (readonly [string, Check])[] = [
  ['issuerName', ({ certificate, issuer }) => certificate.issuer.equals(issuer.subject)],
  ['issuerKey', ({ issuer }, { issuerKeyId }) => keyIdentifier(issuer.spki) === issuerKeyId],
  ['issuerSignature', isSigned],
  ['version', ({ certificate }) => certificate.version === 3],
  [
    'serialNumber',
    ({ certificate }, { serialNumber }) => certificate.serialNumber === serialNumber,
  ],
  ['key', ({ certificate }, { spkiSha256 }) => sha256Hex(certificate.spki) === spkiSha256],
  ['validity', isValidAsDecided],
  ['subject', hasSubject],
  [
    'authorityKeyIdentifier',
    ({ certificate }, { issuerKeyId }) => authorityKeyIdentifier(certificate) === issuerKeyId,
  ],
  [
    'subjectKeyIdentifier',
    ({ certificate }) => subjectKeyIdentifier(certificate) === keyIdentifier(certificate.spki),
  ],
  [
    'keyUsage',
    ({ certificate }) =>
      keyUsageBits(certificate)?.join() ===
      `${KEY_USAGE.digitalSignature},${KEY_USAGE.nonRepudiation}`,
  ],
  [
    'extensions',
    ({ certificate: { extensions } }) => [...extensions.keys()].every((id) => EXTENSIONS.has(id)),
  ],
  ['policies', ({ certificate }) => certificatePolicies(certificate).length === 1],
  ['publication', isPublishedByIssuer],
];

/**
 * Reads a certificate that came back as a relying party would, and compares it with what was decided. The room has said the same
 * of the octets it signed; this is the office's own word, by code of its own, because what answers on a
 * task queue may be anybody.
 *
 * @returns the first check that fails, none if it is the certificate that was decided.
 */
export function certificateProblem(
  returned: ReturnedCertificate,
  decided: DecidedCertificate,
): string | undefined {
  try {
    return CHECKS.find(([, holds]) => !holds(returned, decided))?.[0];
  } catch {
    // An extension that is no DER: whoever made it, the room did not.
    return 'encoding';
  }
}

import { createHash } from 'node:crypto';
import {
  authorityKeyIdentifier,
  certificatePolicies,
  EXTENSION,
  keyUsageBits,
  nameAttributes,
  readCertificate,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { children, readExactly, type DerElement } from '../../adapters/x509/der-reader.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import { certificateOf, type CertificateContent } from './certificate-profile.ts';

/** A rule that a certificate about to be signed breaks. */
export interface LintFinding {
  readonly rule: string;
}

/** 規則6条4号: five years. */
const MONTHS_MAX = 60;

const CRL_DISTRIBUTION_POINTS = '2.5.29.31';
const AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1';
const URI = 0x86;
const CONSTRUCTED = 0x20;

/** Every URI below an element, in order. */
const urisBelow = (element: DerElement): string[] => {
  if (element.tag === URI) return [element.content.toString('latin1')];
  return element.tag & CONSTRUCTED ? children(element).flatMap(urisBelow) : [];
};

const urisOf = (certificate: X509Certificate, extension: string): string => {
  const value = certificate.extensions.get(extension)?.value;
  return value ? urisBelow(readExactly(value)).join(' ') : '';
};

const subjectOf = (certificate: X509Certificate): string =>
  nameAttributes(certificate.subject)
    .map(({ oid, value }) => `${oid}=${value}`)
    .join('\n');

/** Said a second time, apart from the code that builds the name. */
const expectedSubject = ({ name, subjectSerialNumber }: CertificateContent): string =>
  ['2.5.4.6=JP', `2.5.4.3=${name}`, `2.5.4.5=${subjectSerialNumber}`].join('\n');

const keyIdentifier = (spki: Buffer): string =>
  createHash('sha256').update(spki).digest('hex').slice(0, 40);

type Check = (certificate: X509Certificate, content: CertificateContent) => boolean;

/** Checks over the whole read back: each names the text it comes from. */
const CHECKS: readonly (readonly [string, Check])[] = [
  ['RFC 5280 4.1.2.1 version is 3', (c) => c.version === 3],
  [
    'RFC 5280 4.1.2.2 serial is the reserved one, 20 octets, positive',
    (c, t) => c.serialNumber === t.serialNumber && /^[4-7][0-9a-f]{39}$/.test(c.serialNumber),
  ],
  ['RFC 5280 4.1.2.4 issuer is the issuer’s subject', (c, t) => c.issuer.equals(t.issuer)],
  [
    'RFC 5280 4.1.2.5 validity is the decided one',
    (c, t) =>
      c.notBefore.getTime() === t.notBefore.getTime() &&
      c.notAfter.getTime() === t.notAfter.getTime() &&
      c.notBefore < c.notAfter,
  ],
  [
    '規則6条4号 validity is within five years',
    (c) => c.notAfter.getTime() <= certificateValidity(c.notBefore.getTime(), MONTHS_MAX).notAfter,
  ],
  ['RFC 5280 4.1.2.6 subject is the decided one', (c, t) => subjectOf(c) === expectedSubject(t)],
  ['RFC 5280 4.1.2.7 key is the applicant’s', (c, t) => c.spki.equals(t.spki)],
  [
    'RFC 5280 4.2.1.1 authority key is the issuer’s',
    (c, t) => authorityKeyIdentifier(c) === t.issuerKeyId,
  ],
  [
    'RFC 5280 4.2.1.2 subject key identifier is the key’s',
    (c) => subjectKeyIdentifier(c) === keyIdentifier(c.spki),
  ],
  [
    'RFC 5280 4.2.1.3 keyUsage is digitalSignature and nonRepudiation',
    (c) => keyUsageBits(c)?.join() === '0,1',
  ],
  [
    'RFC 5280 4.2.1.4 policy is the profile’s',
    (c, { profile, certificateType }) =>
      certificatePolicies(c)
        .map(({ oid }) => oid)
        .join() === profile.policies[certificateType],
  ],
  ['RFC 5280 4.2.1.9 no basicConstraints', (c) => !c.extensions.has(EXTENSION.basicConstraints)],
  [
    'RFC 5280 4.2.1.13 CRL is the profile’s',
    (c, { profile, issuerKeyId }) =>
      urisOf(c, CRL_DISTRIBUTION_POINTS) === `${profile.repositoryUrl}/crls/${issuerKeyId}/0.crl`,
  ],
  [
    'RFC 5280 4.2.2.1 OCSP and issuer are the profile’s',
    (c, { profile: { repositoryUrl }, issuerKeyId }) =>
      urisOf(c, AUTHORITY_INFO_ACCESS) ===
      `${repositoryUrl}/ocsp ${repositoryUrl}/issuers/${issuerKeyId}.cer`,
  ],
  [
    'RFC 5280 4.2 critical extensions are the profile’s',
    (c) => [...c.extensions].every(([id, e]) => e.critical === (id === EXTENSION.keyUsage)),
  ],
  ['RFC 5280 4.2 extensions are the profile’s six', (c) => c.extensions.size === 6],
];

/**
 * Reads a TBS back as a stranger would and compares it with what it was made from. A dummy signature
 * stands in for the real one, so that the whole certificate is parsed.
 *
 * @returns the rules it breaks; none is the only answer that may be signed.
 */
export function lintTbsCertificate(tbs: Buffer, content: CertificateContent): LintFinding[] {
  try {
    const whole = certificateOf(tbs, content.signatureAlgorithm, Buffer.alloc(64));
    const certificate = readCertificate(whole);
    return CHECKS.filter(([, holds]) => !holds(certificate, content)).map(([rule]) => ({ rule }));
  } catch {
    return [{ rule: 'RFC 5280 4.1 certificate cannot be read back' }];
  }
}

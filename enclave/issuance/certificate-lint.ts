import {
  keyUsageBits,
  readCertificate,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { certificateOf, type CertificateContent } from './certificate-profile.ts';

/** A rule that a certificate about to be signed breaks. */
export interface LintFinding {
  readonly rule: string;
}

const MONTHS_60_MS = 5 * 366 * 24 * 3600 * 1000;

/** Checks over the whole read back: each names the text it comes from. */
const CHECKS: readonly (readonly [
  string,
  (certificate: X509Certificate, content: CertificateContent) => boolean,
])[] = [
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
    (c) => c.notAfter.getTime() - c.notBefore.getTime() <= MONTHS_60_MS,
  ],
  ['RFC 5280 4.1.2.7 key is the applicant’s', (c, t) => c.spki.equals(t.spki)],
  [
    'RFC 5280 4.2.1.3 keyUsage is digitalSignature and nonRepudiation',
    (c) => keyUsageBits(c)?.join() === '0,1',
  ],
  ['RFC 5280 4.2.1.9 no basicConstraints', (c) => !c.extensions.has('2.5.29.19')],
  [
    'RFC 5280 4.2 critical extensions are the profile’s',
    (c) => [...c.extensions].every(([id, e]) => e.critical === (id === '2.5.29.15')),
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

import { createHash } from 'node:crypto';
import {
  basicConstraints,
  KEY_USAGE,
  keyUsageBits,
  nameAttributes,
  readCertificate,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { verifySignature } from '../../adapters/x509/public-key.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import { evidenceOf } from './bundled-evidence.ts';
import type { CaseJudging } from './judge-receipt.ts';

function read(der: Buffer): X509Certificate | undefined {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** Whether the issuer is a CA that signed the certificate (RFC 5280 §6.1.3, §6.1.4). */
const isSignedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.issuer.equals(issuer.subject) &&
  basicConstraints(issuer)?.ca === true &&
  keyUsageBits(issuer)?.includes(KEY_USAGE.keyCertSign) === true &&
  verifySignature({
    algorithm: certificate.signatureAlgorithm,
    spki: issuer.spki,
    data: certificate.tbs,
    signature: certificate.signature,
  });

const isValidAt = ({ notBefore, notAfter }: X509Certificate, at: Date): boolean =>
  notBefore <= at && at <= notAfter;

/** Judges what was issued in the case, each certificate at the time it came into the book. */
export function judgeCertificates(text: ApplicationText, judging: CaseJudging): void {
  const { entries, evidence, trust, findings } = judging;
  for (const proven of entries) {
    if (proven.entry.event !== 'certificate.received') continue;
    const at = new Date(proven.entry.at);
    const der = evidenceOf(proven, 'certificate', evidence);
    const certificate = der && read(der);
    const { serialNumber } = proven.entry.data;
    const issuer = certificate && trust.issuer.find((each) => isSignedBy(certificate, each));
    const isKnown = certificate?.serialNumber.padStart(40, '0') === serialNumber;
    findings.judge('certificate.issuer', issuer !== undefined && isKnown, serialNumber);
    if (!certificate || !issuer) continue;
    // A start in the future is not wrong: validity begins with the acceptance at the earliest.
    const isValid = isValidAt(issuer, at) && at <= certificate.notAfter;
    findings.judge('certificate.validity', isValid, serialNumber);
    judgeSubject(certificate, { text, serialNumber, judging });
    judgeKey(certificate, { text, serialNumber, judging });
  }
}

/** What a certificate of the case is held against. */
interface Applied {
  readonly text: ApplicationText;
  readonly serialNumber: string;
  readonly judging: CaseJudging;
}

/** The subject as the room writes it: country, the name of the text code point for code point, the case. */
const subjectFor = ({ name, applicationId }: ApplicationText): string =>
  ['2.5.4.6=JP', `2.5.4.3=${name}`, `2.5.4.5=${applicationId}`].join('\n');

function subjectOf({ subject }: X509Certificate): string | undefined {
  try {
    const attributes = nameAttributes(subject);
    return attributes.map(({ oid, value }) => `${oid}=${value}`).join('\n');
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** The certificate is for whom the text asked, on every route: the issuer says so with its signature. */
function judgeSubject(
  certificate: X509Certificate,
  { text, serialNumber, judging }: Applied,
): void {
  const isTheirs = subjectOf(certificate) === subjectFor(text);
  judging.findings.judge('certificate.subject', isTheirs, serialNumber);
}

/**
 * The key in the certificate is one that the applicant signed for. On the code route the text names none,
 * and what ties the key to the code stands in the room's log, which is not in the bundle.
 */
function judgeKey({ spki }: X509Certificate, { text, serialNumber, judging }: Applied): void {
  const { findings } = judging;
  if (text.keys.delivery !== 'simultaneous') {
    findings.unknown('certificate.key', `${serialNumber}: the key came with the code`);
    return;
  }
  const sha256 = createHash('sha256').update(spki).digest('hex');
  findings.judge('certificate.key', text.keys.spkiSha256.includes(sha256), serialNumber);
}

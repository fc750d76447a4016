import {
  KEY_USAGE,
  keyUsageBits,
  readForeignCertificate,
  type X509Certificate,
} from '../certificate.ts';
import { MalformedDer } from '../der-reader.ts';
import { type Finding, type Judgement, judgementOf, unreadable } from '../finding.ts';
import { type PathCertificate, pathCertificate } from '../path/path-certificate.ts';
import { onlyDerBlock } from '../pem.ts';
import { type CandidateCrl, candidateCrl, isCurrent, reasonNotToUse } from './candidate-crl.ts';
import { type OpenCrl, openCrl } from './open-crl.ts';

/** Octets to judge by, each in PEM or DER. */
export interface CrlInput {
  readonly crl: Buffer;
  /** The certificate whose key signs the CRL. Whether it is to be trusted is judged apart. */
  readonly issuer: Buffer;
  readonly at: Date;
  /** Octets of the file at most; default 1 MiB, so that a hostile one costs little. */
  readonly octetsMax?: number | undefined;
}

const OCTETS_DEFAULT = 1024 * 1024;

/** Judgement of a CRL, and the CRL itself if it could be read. */
export interface JudgedCrl extends Judgement {
  readonly open: OpenCrl | undefined;
}

const finding = (rule: string, failure: string | undefined, holds: string): Finding =>
  failure === undefined
    ? { rule, outcome: 'holds', detail: holds }
    : { rule, outcome: 'fails', detail: failure };

function timeFailure(open: OpenCrl, at: Date): string | undefined {
  if (isCurrent(open, at)) return undefined;
  if (at < open.thisUpdate) return `not yet issued: thisUpdate is ${open.thisUpdate.toISOString()}`;
  return open.nextUpdate && `out of date since ${open.nextUpdate.toISOString()}`;
}

/** §5.2.3: every CRL has a number; what is in the list is read so that nothing half read is believed. */
function contentFailure({ open, number }: CandidateCrl): string | undefined {
  const reason = reasonNotToUse(open);
  if (reason !== undefined) return reason;
  return open.crl.version === 2 && number === undefined ? 'it has no cRLNumber' : undefined;
}

function describe({ open, number, baseNumber }: CandidateCrl): string {
  const kind = baseNumber === undefined ? 'complete' : `delta to CRL ${baseNumber}`;
  return `${kind}, number ${number ?? 'none'}, ${open.size} entries`;
}

function validityFailure({ notBefore, notAfter }: X509Certificate, at: Date): string | undefined {
  if (at < notBefore) return `not valid before ${notBefore.toISOString()}`;
  return at > notAfter ? `expired at ${notAfter.toISOString()}` : undefined;
}

function keyUsageFailure(issuer: X509Certificate): string | undefined {
  const usage = keyUsageBits(issuer);
  if (usage?.includes(KEY_USAGE.cRLSign) !== false) return undefined;
  return 'the key of the issuer may not sign CRLs';
}

function findingsOf(crl: CandidateCrl, issuer: PathCertificate, at: Date): Finding[] {
  const isNamed = issuer.hasSubject && crl.issuerKey === issuer.subjectKey;
  const isSigned = crl.open.isSignedBy(issuer.certificate.spki);
  const named = isNamed ? undefined : 'the CRL is issued under another name';
  const signed = isSigned ? undefined : 'the key of the issuer did not sign it';
  const validity = validityFailure(issuer.certificate, at);
  return [
    finding('issuer', named, 'it is issued under the name of the issuer'),
    finding('signature', signed, 'it is signed with the key of the issuer'),
    finding('keyUsage', keyUsageFailure(issuer.certificate), 'the key may sign CRLs'),
    finding('issuerValidity', validity, 'the certificate of the issuer is in force'),
    finding('time', timeFailure(crl.open, at), 'it is the list in force'),
    finding('content', contentFailure(crl), describe(crl)),
  ];
}

/**
 * Judges a CRL at a time by the certificate of its issuer (RFC 5280 §5, §6.3.3): name, signature, key usage, times and
 * extensions. A function of octets alone, which never throws for what they say.
 */
export function judgeCrl(input: CrlInput): JudgedCrl {
  const { octetsMax = OCTETS_DEFAULT } = input;
  try {
    if (input.crl.length > octetsMax) throw new MalformedDer('CRL is too large');
    const issuer = readForeignCertificate(onlyDerBlock(input.issuer, 'CERTIFICATE'));
    const open = openCrl(onlyDerBlock(input.crl, 'X509 CRL'));
    const findings = findingsOf(candidateCrl(open), pathCertificate(issuer), input.at);
    return { ...judgementOf(findings), open };
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
    return { ...unreadable(error.message), open: undefined };
  }
}

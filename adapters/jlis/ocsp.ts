import { createHash } from 'node:crypto';

import { BoundedCache } from '../x509/bounded-cache.ts';
import {
  EXTENSION,
  extendedKeyUsages,
  KEY_USAGE,
  keyUsageBits,
  readCertificate,
  type X509Certificate,
} from '../x509/certificate.ts';
import { MalformedDer } from '../x509/der-reader.ts';
import { verifySignature } from '../x509/public-key.ts';
import {
  type CertificateAndIssuer,
  isCertIdOf,
  publicKeyBits,
  readOcspRequest,
} from './ocsp-request.ts';
import {
  type BasicResponse,
  type CertStatus,
  readOcspResponse,
  type SingleResponse,
} from './ocsp-response.ts';

export { buildOcspRequest, type OcspRequestInput } from './ocsp-request.ts';

/** Words of fact `jlisRevocationReason`. */
export type JlisRevocationReason =
  | 'notRevoked'
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'other';

/** Words of fact `jlisAnswer`. */
export type JlisAnswer =
  | 'verified'
  | 'none'
  | 'errorStatus'
  | 'malformed'
  | 'badSignature'
  | 'unauthorisedResponder'
  | 'otherCertificate'
  | 'nonceMismatch'
  | 'clockSkew';

/** The facts that an answer of J-LIS gives; times are there only if the answer is verified. */
export interface JlisAnswerFacts {
  readonly jlisAnswer: JlisAnswer;
  readonly jlisMethod: 'ocsp' | 'none';
  /** `notChecked` exactly if the answer is not verified. */
  readonly jlisStatus: 'good' | 'revoked' | 'onHold' | 'unknown' | 'notChecked';
  readonly jlisRevocationReason: JlisRevocationReason;
  readonly revokedAt?: Date;
  readonly thisUpdate?: Date;
  readonly producedAt?: Date;
}

/** An answer with what it has to answer. */
export interface OcspAnswerInput extends CertificateAndIssuer {
  /** The request as it was sent. */
  readonly request: Buffer;
  /** The answer as it was received. */
  readonly answer: Buffer;
  readonly receivedAt: Date;
  /** By how much the responder's clock and ours may differ. */
  readonly maxSkewSeconds: number;
  /** Also SHA-1 signatures: for other people's old vectors, never for evidence. */
  readonly sha1Allowed?: boolean;
}

/** Facts where no answer was received. */
export const NO_ANSWER: JlisAnswerFacts = {
  jlisAnswer: 'none',
  jlisMethod: 'none',
  jlisStatus: 'notChecked',
  jlisRevocationReason: 'notRevoked',
};

const failed = (jlisAnswer: JlisAnswer): JlisAnswerFacts => ({
  ...NO_ANSWER,
  jlisAnswer,
  jlisMethod: 'ocsp',
});

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Extensions of a responder's certificate that are understood, so may be critical. */
const PROCESSED: readonly string[] = [
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.basicConstraints,
  EXTENSION.certificatePolicies,
];

/** Whether the certificate may answer for the issuer, its signature and validity left aside. */
function isMadeToAnswer(responder: X509Certificate, issuer: X509Certificate): boolean {
  const mayBeCritical = [...responder.extensions].every(
    ([oid, { critical }]) => !critical || PROCESSED.includes(oid),
  );
  return (
    mayBeCritical &&
    responder.issuer.equals(issuer.subject) &&
    extendedKeyUsages(responder)?.includes(OCSP_SIGNING) === true &&
    keyUsageBits(responder)?.includes(KEY_USAGE.digitalSignature) !== false
  );
}

/** Whether the very key that issued the certificate delegated to the responder (RFC 6960 §4.2.2.2). */
function isDelegated(
  responder: X509Certificate,
  { issuer, sha1Allowed }: OcspAnswerInput,
): boolean {
  const { signatureAlgorithm: algorithm, tbs: data, signature } = responder;
  const signed = { algorithm, spki: issuer.spki, data, signature, sha1Allowed };
  return isMadeToAnswer(responder, issuer) && verifySignature(signed);
}

/** A certificate that may answer for an issuer, with the ways ResponderID can name it. */
interface Responder {
  readonly certificate: X509Certificate;
  readonly keyHash: Buffer;
}

/** Kept while the certificate is: the anchors live long. */
const keyHashes = new WeakMap<X509Certificate, Buffer>();

function responderOf(certificate: X509Certificate): Responder {
  const keyHash =
    keyHashes.get(certificate) ?? createHash('sha1').update(publicKeyBits(certificate)).digest();
  keyHashes.set(certificate, keyHash);
  return { certificate, keyHash };
}

function readDelegated(der: Buffer, input: OcspAnswerInput): Responder | null {
  try {
    const certificate = readCertificate(der);
    return isDelegated(certificate, input) ? responderOf(certificate) : null;
  } catch (error) {
    if (error instanceof MalformedDer) return null;
    throw error;
  }
}

/**
 * What certificates sent along with answers turned out to be, by issuer: J-LIS sends the same one
 * every time. The verdict follows from the octets alone, so it may be kept; validity may not.
 */
const delegations = new WeakMap<X509Certificate, BoundedCache<Responder | null>>();
const DELEGATIONS_MAX = 32;

function delegated(der: Buffer, input: OcspAnswerInput): Responder | null {
  // The octets are copied: the answer they are part of must not stay in memory.
  const read = (): Responder | null => readDelegated(Buffer.from(der), input);
  if (input.sha1Allowed === true) return read();
  const kept = delegations.get(input.issuer) ?? new BoundedCache<Responder | null>(DELEGATIONS_MAX);
  delegations.set(input.issuer, kept);
  return kept.get(der.toString('latin1'), read);
}

/** Whether ResponderID means this certificate. */
function isNamed({ responder }: BasicResponse, { certificate, keyHash }: Responder): boolean {
  return 'name' in responder
    ? responder.name.equals(certificate.subject)
    : responder.keyHash.equals(keyHash);
}

function isWithinValidity({ notBefore, notAfter }: X509Certificate, at: Date): boolean {
  return notBefore <= at && at <= notAfter;
}

/**
 * The certificates whose key may have signed the answer: the issuer itself, or one it delegated to.
 * Never another CA of the same name.
 */
function authorisedResponders(basic: BasicResponse, input: OcspAnswerInput): X509Certificate[] {
  const responders = basic.certificates
    .map((der) => delegated(der, input))
    .filter((responder) => responder !== null)
    .filter(({ certificate }) => isWithinValidity(certificate, input.receivedAt));
  return [...responders, responderOf(input.issuer)]
    .filter((responder) => isNamed(basic, responder))
    .map(({ certificate }) => certificate);
}

function isSigned(basic: BasicResponse, responder: X509Certificate, input: OcspAnswerInput) {
  return verifySignature({
    algorithm: basic.signatureAlgorithm,
    spki: responder.spki,
    data: basic.tbs,
    signature: basic.signature,
    sha1Allowed: input.sha1Allowed,
  });
}

/** Whether the times fit each other and the time of receipt (RFC 6960 §4.2.2.1). */
function areTimesInRange(
  basic: BasicResponse,
  single: SingleResponse,
  input: OcspAnswerInput,
): boolean {
  const skewMs = input.maxSkewSeconds * 1000;
  const received = input.receivedAt.getTime();
  const thisUpdate = single.thisUpdate.getTime();
  const nextUpdate = single.nextUpdate?.getTime() ?? Infinity;
  const producedAt = basic.producedAt.getTime();
  return (
    thisUpdate <= received + skewMs &&
    producedAt <= received + skewMs &&
    thisUpdate <= producedAt + skewMs &&
    thisUpdate <= nextUpdate &&
    nextUpdate >= received - skewMs
  );
}

const REASONS: readonly JlisRevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];
const CERTIFICATE_HOLD = 6;

/** Facts of a status. A hold is not a revocation in our vocabulary, though JPKI never releases it. */
function statusFacts(
  certStatus: CertStatus,
): Pick<JlisAnswerFacts, 'jlisStatus' | 'jlisRevocationReason' | 'revokedAt'> {
  if (certStatus.status !== 'revoked') {
    return { jlisStatus: certStatus.status, jlisRevocationReason: 'notRevoked' };
  }
  const { revokedAt, reasonCode } = certStatus;
  return reasonCode === CERTIFICATE_HOLD
    ? { jlisStatus: 'onHold', jlisRevocationReason: 'notRevoked', revokedAt }
    : { jlisStatus: 'revoked', jlisRevocationReason: REASONS[reasonCode] ?? 'other', revokedAt };
}

const SEVERITY = { good: 0, unknown: 1, revoked: 2 } as const;

function judgeBasic(basic: BasicResponse, input: OcspAnswerInput): JlisAnswerFacts {
  const responders = authorisedResponders(basic, input);
  if (responders.length === 0) return failed('unauthorisedResponder');
  if (!responders.some((responder) => isSigned(basic, responder, input))) {
    return failed('badSignature');
  }
  const question = readOcspRequest(input.request);
  const isEchoed = question.nonce === undefined || basic.nonce?.equals(question.nonce) === true;
  if (!isEchoed) return failed('nonceMismatch');

  const isAsked = question.certIds.some((certId) => isCertIdOf(certId, input));
  const own = basic.responses.filter(({ certId }) => isCertIdOf(certId, input));
  // Of several answers about the certificate the worst counts.
  const [single] = own.toSorted(
    (a, b) => SEVERITY[b.certStatus.status] - SEVERITY[a.certStatus.status],
  );
  if (!isAsked || single === undefined) return failed('otherCertificate');
  if (!own.every((each) => areTimesInRange(basic, each, input))) return failed('clockSkew');
  return {
    jlisAnswer: 'verified',
    jlisMethod: 'ocsp',
    ...statusFacts(single.certStatus),
    thisUpdate: single.thisUpdate,
    producedAt: basic.producedAt,
  };
}

/**
 * Judges an OCSP answer of J-LIS about a certificate (RFC 6960 §3.2, §4.2.2).
 *
 * Only `verified` carries a status; whatever else is wrong, the first thing that is says so, in the
 * order: malformed, errorStatus, unauthorisedResponder, badSignature, nonceMismatch,
 * otherCertificate, clockSkew. A request with a nonce wants it back; old answers are not refused
 * here, their age is a fact of its own. Never throws for what the octets say.
 */
export function judgeOcspAnswer(input: OcspAnswerInput): JlisAnswerFacts {
  try {
    const response = readOcspResponse(input.answer);
    if (response.status === 'error') return failed('errorStatus');
    return judgeBasic(response.basic, input);
  } catch (error) {
    if (error instanceof MalformedDer) return failed('malformed');
    throw error;
  }
}

import { readCertificate, type X509Certificate } from '../x509/certificate.ts';
import { verifySignature } from '../x509/public-key.ts';
import { isCertIdOf } from './ocsp-request.ts';
import { authorisedResponders, isSignedBy, isWithinValidity } from './ocsp-responder.ts';
import { type BasicResponse, readOcspResponse, type SingleResponse } from './ocsp-response.ts';
import { areTimesInRange, statusFacts, worstOf } from './ocsp-status.ts';

/** What one check found. `unknown` says that it could not be made, and `detail` why. */
export interface ResponseFinding {
  readonly rule:
    | 'ocsp.responseStatus'
    | 'ocsp.issuer'
    | 'ocsp.validity'
    | 'ocsp.responder'
    | 'ocsp.signature'
    | 'ocsp.nonce'
    | 'ocsp.certificate'
    | 'ocsp.times'
    | 'ocsp.fresh'
    | 'ocsp.status';
  readonly outcome: 'holds' | 'waits' | 'forbids' | 'unknown';
  readonly detail: string;
}

/** A response as an investigator has it, long after and without the request. */
export interface ResponseToVerify {
  /** OCSPResponse in DER. */
  readonly response: Buffer;
  /** The certificate it is to be about, and the one of the key that issued that, in DER. */
  readonly certificate: Buffer;
  readonly issuer: Buffer;
  /** The time it has to be good at. */
  readonly at: Date;
  /** By how much clocks may differ. */
  readonly maxSkewSeconds: number;
  /** How old its information may be; J-LIS' answers serve for a day (rule `jlis.fresh`). */
  readonly maxAgeSeconds: number;
  /** Also SHA-1 signatures: for other people's old vectors, never for evidence. */
  readonly sha1Allowed?: boolean;
}

/** Every check in its order; `valid` exactly if each that was judged holds. */
export interface ResponseVerdict {
  readonly valid: boolean;
  readonly findings: readonly ResponseFinding[];
}

interface Read {
  readonly input: ResponseToVerify;
  readonly certificate: X509Certificate;
  readonly issuer: X509Certificate;
}

type Rule = ResponseFinding['rule'];

const holds = (rule: Rule, detail: string): ResponseFinding => ({ rule, outcome: 'holds', detail });
const waits = (rule: Rule, detail: string): ResponseFinding => ({ rule, outcome: 'waits', detail });

const NONCE: ResponseFinding = {
  rule: 'ocsp.nonce',
  outcome: 'unknown',
  detail: 'no request at hand',
};

const undetermined = (rule: Rule): ResponseFinding => ({
  rule,
  outcome: 'unknown',
  detail: 'a check before it failed',
});

/** Whether the key of the issuer made the certificate: otherwise the two do not belong together. */
function issuerFinding({ certificate, issuer, input }: Read): ResponseFinding {
  const isIssued =
    certificate.issuer.equals(issuer.subject) &&
    verifySignature({
      algorithm: certificate.signatureAlgorithm,
      spki: issuer.spki,
      data: certificate.tbs,
      signature: certificate.signature,
      sha1Allowed: input.sha1Allowed,
    });
  return isIssued
    ? holds('ocsp.issuer', 'the issuer made the certificate')
    : waits('ocsp.issuer', 'the certificate is not of this issuer');
}

/** Whether both certificates are in force: a status says nothing of one that has expired (RFC 6960 §2.2). */
function validityFinding({ certificate, issuer, input: { at } }: Read): ResponseFinding {
  const told = [
    ['certificate', certificate],
    ['issuer', issuer],
  ] as const;
  const outside = told
    .filter(([, one]) => !isWithinValidity(one, at))
    .map(([what, { notBefore, notAfter }]) => {
      return `the ${what} is in force from ${notBefore.toISOString()} to ${notAfter.toISOString()}`;
    });
  return outside.length === 0
    ? holds('ocsp.validity', 'certificate and issuer are in force')
    : waits('ocsp.validity', outside.join(', '));
}

function signatureFindings(basic: BasicResponse, { issuer, input }: Read): ResponseFinding[] {
  const { at: receivedAt, sha1Allowed } = input;
  const trust = { issuer, receivedAt, ...(sha1Allowed === undefined ? {} : { sha1Allowed }) };
  const responders = authorisedResponders(basic, trust);
  if (responders.length === 0) {
    return [waits('ocsp.responder', 'unauthorisedResponder'), undetermined('ocsp.signature')];
  }
  const signer = responders.find((responder) => isSignedBy(basic, responder, trust));
  if (signer === undefined) {
    return [holds('ocsp.responder', 'authorised'), waits('ocsp.signature', 'badSignature')];
  }
  const isDirect = signer.der.equals(issuer.der);
  return [
    holds('ocsp.responder', isDirect ? 'the issuer itself' : 'delegated by the issuer'),
    holds('ocsp.signature', basic.signatureAlgorithm),
  ];
}

/** The instants of an answer, as they stand in it. */
const timesIn = (basic: BasicResponse, { thisUpdate, nextUpdate }: SingleResponse): string =>
  [
    `thisUpdate ${thisUpdate.toISOString()}`,
    `producedAt ${basic.producedAt.toISOString()}`,
    `nextUpdate ${nextUpdate?.toISOString() ?? 'none'}`,
  ].join(', ');

function timeFindings(
  basic: BasicResponse,
  own: readonly SingleResponse[],
  { at, maxSkewSeconds, maxAgeSeconds }: ResponseToVerify,
): ResponseFinding[] {
  const receipt = { receivedAt: at, maxSkewSeconds };
  const outside = own.find((each) => !areTimesInRange(basic, each, receipt));
  const [first] = own;
  const told = outside ?? first;
  const times = told ? timesIn(basic, told) : '';
  const ages = own.map(({ thisUpdate }) => (at.getTime() - thisUpdate.getTime()) / 1000);
  const age = Math.max(0, Math.floor(Math.max(...ages)));
  const said = `${age} of at most ${maxAgeSeconds} seconds old`;
  return [
    outside ? waits('ocsp.times', times) : holds('ocsp.times', times),
    age > maxAgeSeconds ? waits('ocsp.fresh', said) : holds('ocsp.fresh', said),
  ];
}

function statusFinding({ certStatus }: SingleResponse): ResponseFinding {
  const { jlisStatus, jlisRevocationReason, revokedAt } = statusFacts(certStatus);
  if (jlisStatus === 'good') return holds('ocsp.status', 'good');
  if (jlisStatus === 'unknown') return waits('ocsp.status', 'unknown');
  const reason = jlisStatus === 'revoked' ? ` ${jlisRevocationReason}` : '';
  const detail = `${jlisStatus}${reason} since ${revokedAt?.toISOString() ?? 'an unknown time'}`;
  return { rule: 'ocsp.status', outcome: 'forbids', detail };
}

const isJudgedGood = ({ outcome }: ResponseFinding): boolean =>
  outcome === 'holds' || outcome === 'unknown';

function basicFindings(basic: BasicResponse, read: Read): ResponseFinding[] {
  const own = basic.responses.filter(({ certId }) => isCertIdOf(certId, read));
  const single = worstOf(own);
  const about = single
    ? holds('ocsp.certificate', `${own.length} of ${basic.responses.length} about it`)
    : waits('ocsp.certificate', 'otherCertificate');
  const before = [
    issuerFinding(read),
    validityFinding(read),
    ...signatureFindings(basic, read),
    NONCE,
    about,
    ...(single
      ? timeFindings(basic, own, read.input)
      : [undetermined('ocsp.times'), undetermined('ocsp.fresh')]),
  ];
  // What an answer says counts only if everything that makes it an answer holds.
  const isAnswer = single !== undefined && before.every(isJudgedGood);
  return [...before, isAnswer ? statusFinding(single) : undetermined('ocsp.status')];
}

/**
 * Verifies an OCSP response without the request it answered (RFC 6960 §3.2, §4.2.2): that it says, in
 * a way that can be believed at a time, that the certificate is good, and that it and its issuer are in force then. A nonce proves nothing without
 * the request, and is not judged. A response that is in order and says revoked, on hold or unknown is
 * not valid by this; its findings tell the difference.
 *
 * A function of octets, without clock or I/O. A hostile response costs at most 18 verifications of a
 * signature: each certificate in it once, and once each as the one that signed.
 *
 * @throws MalformedDer if the response, the certificate or the issuer cannot be read, or the response
 * holds a critical extension that nobody here understands; nothing else whatever the octets are.
 */
export function verifyOcspResponse(input: ResponseToVerify): ResponseVerdict {
  const certificate = readCertificate(input.certificate);
  const issuer = readCertificate(input.issuer);
  const response = readOcspResponse(input.response);
  const findings =
    response.status === 'error'
      ? [waits('ocsp.responseStatus', `errorStatus ${response.code}`)]
      : [
          holds('ocsp.responseStatus', 'successful'),
          ...basicFindings(response.basic, { input, certificate, issuer }),
        ];
  return { valid: findings.every(isJudgedGood), findings };
}

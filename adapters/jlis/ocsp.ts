import { MalformedDer } from '../x509/der-reader.ts';
import { type CertificateAndIssuer, isCertIdOf, readOcspRequest } from './ocsp-request.ts';
import { authorisedResponders, isSignedBy } from './ocsp-responder.ts';
import { type BasicResponse, readOcspResponse } from './ocsp-response.ts';
import {
  areTimesInRange,
  type CertificateStatusFacts,
  statusFacts,
  worstOf,
} from './ocsp-status.ts';

export { buildOcspRequest, type OcspRequestInput } from './ocsp-request.ts';

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
export interface JlisAnswerFacts extends Omit<CertificateStatusFacts, 'jlisStatus'> {
  readonly jlisAnswer: JlisAnswer;
  readonly jlisMethod: 'ocsp' | 'crl' | 'both' | 'none';
  /** `notChecked` exactly if the answer is not verified; `contradictory` by two ways alone. */
  readonly jlisStatus: CertificateStatusFacts['jlisStatus'] | 'notChecked' | 'contradictory';
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

function judgeBasic(basic: BasicResponse, input: OcspAnswerInput): JlisAnswerFacts {
  const responders = authorisedResponders(basic, input);
  if (responders.length === 0) return failed('unauthorisedResponder');
  if (!responders.some((responder) => isSignedBy(basic, responder, input))) {
    return failed('badSignature');
  }
  const question = readOcspRequest(input.request);
  const isEchoed = question.nonce === undefined || basic.nonce?.equals(question.nonce) === true;
  if (!isEchoed) return failed('nonceMismatch');

  const isAsked = question.certIds.some((certId) => isCertIdOf(certId, input));
  const own = basic.responses.filter(({ certId }) => isCertIdOf(certId, input));
  const single = worstOf(own);
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

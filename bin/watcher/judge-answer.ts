import { authorisedResponders, isSignedBy } from '../../adapters/jlis/ocsp-responder.ts';
import { isCertIdOf, type CertificateAndIssuer } from '../../adapters/jlis/ocsp-request.ts';
import {
  readOcspResponse,
  type CertStatus,
  type OcspResponse,
} from '../../adapters/jlis/ocsp-response.ts';
import type { OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { timeFault, type AlarmCode } from './alarms.ts';

/** OCSPResponseStatus `unauthorized`: what is said of a serial number that was never issued (RFC 5019 §2.2.3). */
const UNAUTHORIZED = 6;

function readAnswer(octets: Buffer): OcspResponse | undefined {
  try {
    return readOcspResponse(octets);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** What an answer about a certificate of ours is judged by. */
export interface AnswerSituation extends CertificateAndIssuer {
  readonly now: Date;
  /** The list that the certificate names, where it could be had. */
  readonly list: OpenCrl | undefined;
}

/** A list follows an answer: it may lack whoever was revoked so short a time ago. */
const LIST_FOLLOWS_MS = 60 * 60_000;

/** Judges what is answered about a certificate that was issued: whose it is, its times, and that it says what the list says. */
export function judgeAnswer(octets: Buffer, situation: AnswerSituation): AlarmCode[] {
  const { certificate, issuer, now, list } = situation;
  const answer = readAnswer(octets);
  if (!answer) return ['answerUnreadable'];
  if (answer.status === 'error') {
    return [answer.code === UNAUTHORIZED ? 'issuedUnknown' : 'answerRefused'];
  }
  const { basic } = answer;
  const trust = { issuer, receivedAt: now };
  const isOurs = authorisedResponders(basic, trust).some((each) => isSignedBy(basic, each, trust));
  if (!isOurs) return ['answerForeign'];
  const single = basic.responses.find(({ certId }) => isCertIdOf(certId, situation));
  if (!single) return ['answerOther'];
  const fault = timeFault(single, now);
  const { certStatus } = single;
  return [
    ...(fault ? [`answer${fault}` as const] : []),
    ...(certStatus.status === 'unknown' ? (['issuedUnknown'] as const) : []),
    ...(list && contradicts(certStatus, list, { serialNumber: certificate.serialNumber, now })
      ? (['listContradicted'] as const)
      : []),
  ];
}

function contradicts(
  status: CertStatus,
  list: OpenCrl,
  { serialNumber, now }: { readonly serialNumber: string; readonly now: Date },
): boolean {
  const isListed = list.find(serialNumber) !== undefined;
  if (status.status !== 'revoked') return isListed;
  const since = now.getTime() - status.revokedAt.getTime();
  return !isListed && since > LIST_FOLLOWS_MS;
}

/** Judges what is answered about a serial number that nobody issued: never `good` (incident 10), whoever signed that. */
export function judgeStranger(octets: Buffer): AlarmCode[] {
  const answer = readAnswer(octets);
  if (!answer) return ['answerUnreadable'];
  if (answer.status === 'error') return answer.code === UNAUTHORIZED ? [] : ['answerRefused'];
  const isGood = answer.basic.responses.some(({ certStatus }) => certStatus.status === 'good');
  return [isGood ? 'strangerGood' : 'strangerAnswered'];
}

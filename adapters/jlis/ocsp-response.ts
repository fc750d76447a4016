import { type Extension, readExtensions } from '../x509/certificate.ts';
import {
  bitsOf,
  children,
  type DerElement,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
  timeOf,
} from '../x509/der-reader.ts';
import { type CertId, OCSP_NONCE, readCertId } from './ocsp-request.ts';

/** Status of one certificate in an answer. */
export type CertStatus =
  | { readonly status: 'good' | 'unknown' }
  | { readonly status: 'revoked'; readonly revokedAt: Date; readonly reasonCode: number };

/** One SingleResponse. */
export interface SingleResponse {
  readonly certId: CertId;
  readonly certStatus: CertStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

/** A BasicOCSPResponse, taken apart but not judged (RFC 6960 §4.2.1). */
export interface BasicResponse {
  /** tbsResponseData with its header: what the responder signed. */
  readonly tbs: Buffer;
  readonly responder: { readonly name: Buffer } | { readonly keyHash: Buffer };
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  /** Value of the nonce extension as it is in the octets. */
  readonly nonce: Buffer | undefined;
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
  /** Certificates sent along, as they are. */
  readonly certificates: readonly Buffer[];
}

/** An OCSPResponse: an answer, or an error status in its place. */
export type OcspResponse =
  | { readonly status: 'successful'; readonly basic: BasicResponse }
  | { readonly status: 'error'; readonly code: number };

/** The largest answer that is read; one about one certificate has 1 to 4 KiB. */
export const ANSWER_OCTETS_MAX = 64 * 1024;

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
const RESPONSES_MAX = 32;
const CERTIFICATES_MAX = 8;
/** Values of OCSPResponseStatus besides successful (RFC 6960 §4.2.1); 4 is not used. */
const ERROR_STATUSES: readonly number[] = [1, 2, 3, 5, 6];

/** Extensions; one that is critical and not the nonce cannot be obeyed. */
function readAnswerExtensions(wrapped: DerElement | undefined): Map<string, Extension> {
  if (wrapped === undefined) return new Map();
  const [list, ...more] = children(wrapped);
  if (more.length > 0) throw new MalformedDer('extensions have more than one list');
  const extensions = readExtensions(list);
  for (const [oid, { critical }] of extensions) {
    if (critical && oid !== OCSP_NONCE) throw new MalformedDer('unknown critical extension');
  }
  return extensions;
}

function readRevokedInfo(element: DerElement): CertStatus {
  const [time, reason, ...more] = children(element);
  const [code, ...others] = reason ? children(expectTag(reason, 0xa0)) : [];
  if (more.length > 0 || others.length > 0) throw new MalformedDer('revocation has odd parts');
  return {
    status: 'revoked',
    revokedAt: timeOf(expectTag(time, 0x18)),
    reasonCode: code ? smallNumberOf(code, 0x0a) : 0,
  };
}

function readCertStatus(element: DerElement | undefined): CertStatus {
  if (element?.tag === 0xa1) return readRevokedInfo(element);
  const isNull = element?.content.length === 0;
  if (element?.tag === 0x80 && isNull) return { status: 'good' };
  if (element?.tag === 0x82 && isNull) return { status: 'unknown' };
  throw new MalformedDer('status is neither good, revoked nor unknown');
}

function readSingle(element: DerElement): SingleResponse {
  const fields = children(expectTag(element, 0x30));
  const [certId, status, thisUpdate] = fields.splice(0, 3);
  const next = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  readAnswerExtensions(fields[0]?.tag === 0xa1 ? fields.shift() : undefined);
  const [nextUpdate, ...others] = next ? children(next) : [];
  if (fields.length > 0 || others.length > 0) throw new MalformedDer('response has odd parts');
  return {
    certId: readCertId(certId),
    certStatus: readCertStatus(status),
    thisUpdate: timeOf(expectTag(thisUpdate, 0x18)),
    nextUpdate: nextUpdate && timeOf(expectTag(nextUpdate, 0x18)),
  };
}

function readResponder(element: DerElement | undefined): BasicResponse['responder'] {
  const [inner, ...more] = element ? children(element) : [];
  if (more.length > 0) throw new MalformedDer('responder has odd parts');
  if (element?.tag === 0xa1) return { name: expectTag(inner, 0x30).octets };
  if (element?.tag === 0xa2) return { keyHash: expectTag(inner, 0x04).content };
  throw new MalformedDer('responder is named neither by name nor by key');
}

function readResponseData(tbs: DerElement): Omit<BasicResponse, 'tbs' | keyof Signed> {
  const fields = children(tbs);
  if (fields[0]?.tag === 0xa0) {
    // v1 is the default, which DER leaves out; responders that write it all the same are known.
    if (smallNumberOf(children(fields[0])[0]) !== 0) throw new MalformedDer('version is not v1');
    fields.shift();
  }
  const [responder, producedAt, list, extensions, ...more] = fields;
  const singles = children(expectTag(list, 0x30));
  if (more.length > 0 || (extensions?.tag ?? 0xa1) !== 0xa1 || singles.length > RESPONSES_MAX) {
    throw new MalformedDer('response data have odd parts');
  }
  return {
    responder: readResponder(responder),
    producedAt: timeOf(expectTag(producedAt, 0x18)),
    responses: singles.map(readSingle),
    nonce: readAnswerExtensions(extensions).get(OCSP_NONCE)?.value,
  };
}

type Signed = Pick<BasicResponse, 'signatureAlgorithm' | 'signature' | 'certificates'>;

function readBasic(octets: Buffer): BasicResponse {
  const [data, algorithm, signature, wrapped, ...more] = children(readExactly(octets, 0x30));
  const tbs = expectTag(data, 0x30);
  const [list, ...others] = wrapped ? children(expectTag(wrapped, 0xa0)) : [];
  const certificates = list ? children(expectTag(list, 0x30)) : [];
  if (more.length > 0 || others.length > 0 || certificates.length > CERTIFICATES_MAX) {
    throw new MalformedDer('basic response has odd parts');
  }
  return {
    tbs: tbs.octets,
    ...readResponseData(tbs),
    signatureAlgorithm: oidOf(children(expectTag(algorithm, 0x30))[0]),
    signature: bitsOf(signature),
    certificates: certificates.map((certificate) => certificate.octets),
  };
}

/**
 * Reads an OCSPResponse strictly. An unknown critical extension anywhere in it makes it unreadable,
 * since its meaning could turn the answer round.
 *
 * @throws MalformedDer
 */
export function readOcspResponse(octets: Buffer): OcspResponse {
  if (octets.length > ANSWER_OCTETS_MAX) throw new MalformedDer('answer is too large');
  const [status, wrapped, ...more] = children(readExactly(octets, 0x30));
  const code = smallNumberOf(status, 0x0a);
  if (more.length > 0) throw new MalformedDer('answer has odd parts');
  if (code !== 0) {
    if (!ERROR_STATUSES.includes(code)) throw new MalformedDer('unknown response status');
    return { status: 'error', code };
  }
  const [bytes, ...others] = children(expectTag(wrapped, 0xa0));
  const [type, basic, ...beside] = children(expectTag(bytes, 0x30));
  if (oidOf(type) !== BASIC_RESPONSE || others.length > 0 || beside.length > 0) {
    throw new MalformedDer('not a basic response');
  }
  return { status: 'successful', basic: readBasic(expectTag(basic, 0x04).content) };
}

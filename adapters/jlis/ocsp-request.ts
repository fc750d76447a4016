import { createHash } from 'node:crypto';

import type { X509Certificate } from '../x509/certificate.ts';
import {
  bitsOf,
  children,
  type DerElement,
  expectTag,
  integerHexOf,
  MalformedDer,
  oidOf,
  readExactly,
} from '../x509/der-reader.ts';
import * as der from '../x509/der-writer.ts';

export const OCSP_NONCE = '1.3.6.1.5.5.7.48.1.2';

/** Hash algorithms of CertID that are asked with or understood in an answer. */
const CERT_ID_HASHES = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

/** Who is asked about: a certificate and the certificate of the key that issued it. */
export interface CertificateAndIssuer {
  readonly certificate: X509Certificate;
  readonly issuer: X509Certificate;
}

/** What a request is made from. */
export interface OcspRequestInput extends CertificateAndIssuer {
  /** 1 to 128 octets, random and new for each request (RFC 9654 §2.1). */
  readonly nonce: Buffer;
  /**
   * Hash in CertID. Default SHA-1: RFC 5019 §2.1.1 had every client use it, so every responder
   * understands it, while its successor's SHA-256 is a recommendation and J-LIS's choice is not
   * public. It only finds the certificate; nobody gains by a collision, as the answer is compared
   * with the issuer and serial number of ours.
   */
  readonly certIdHash?: 'sha1' | 'sha256';
}

/** CertID fields as they are compared (RFC 6960 §4.1.1). */
export interface CertId {
  readonly hashAlgorithm: string;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  readonly serialNumber: string;
}

/** The octets of the public key, which CertID and ResponderID hash. @throws MalformedDer */
export function publicKeyBits({ spki }: X509Certificate): Buffer {
  return bitsOf(children(readExactly(spki, 0x30))[1]);
}

/** Builds an unsigned OCSPRequest for one certificate (RFC 6960 §4.1.1), in DER. */
export function buildOcspRequest(input: OcspRequestInput): Buffer {
  const { certificate, issuer, nonce, certIdHash = 'sha1' } = input;
  if (nonce.length < 1 || nonce.length > 128) throw new RangeError('nonce of 1 to 128 octets');
  const hash = (octets: Buffer): Buffer =>
    der.octetString(createHash(certIdHash).update(octets).digest());
  const certId = der.seq(
    der.seq(der.oid(CERT_ID_HASHES[certIdHash]), der.nullValue()),
    hash(certificate.issuer),
    hash(publicKeyBits(issuer)),
    der.integer(Buffer.from(certificate.serialNumber, 'hex')),
  );
  const extension = der.seq(der.oid(OCSP_NONCE), der.octetString(der.octetString(nonce)));
  return der.seq(der.seq(der.seq(der.seq(certId)), der.explicit(2, der.seq(extension))));
}

/** Reads a CertID. @throws MalformedDer */
export function readCertId(element: DerElement | undefined): CertId {
  const [algorithm, name, key, serial, ...more] = children(expectTag(element, 0x30));
  if (more.length > 0) throw new MalformedDer('CertID has odd parts');
  return {
    hashAlgorithm: oidOf(children(expectTag(algorithm, 0x30))[0]),
    issuerNameHash: expectTag(name, 0x04).content,
    issuerKeyHash: expectTag(key, 0x04).content,
    serialNumber: integerHexOf(serial),
  };
}

/** Hashes of an issuer as CertID has them, kept while the issuer is: the anchors live long. */
const issuerHashes = new WeakMap<X509Certificate, Map<string, { name: Buffer; key: Buffer }>>();

function hashesOf(issuer: X509Certificate, algorithm: string): { name: Buffer; key: Buffer } {
  const known = issuerHashes.get(issuer) ?? new Map<string, { name: Buffer; key: Buffer }>();
  issuerHashes.set(issuer, known);
  const kept = known.get(algorithm);
  if (kept) return kept;
  const hash = (octets: Buffer): Buffer => createHash(algorithm).update(octets).digest();
  const hashes = { name: hash(issuer.subject), key: hash(publicKeyBits(issuer)) };
  known.set(algorithm, hashes);
  return hashes;
}

/** The same by identifier. */
const HASH_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CERT_ID_HASHES).map(([algorithm, oid]) => [oid, algorithm]),
);

/** Whether the CertID means this certificate of this issuer key. */
export function isCertIdOf(certId: CertId, { certificate, issuer }: CertificateAndIssuer): boolean {
  const algorithm = HASH_OF.get(certId.hashAlgorithm);
  if (algorithm === undefined || certId.serialNumber !== certificate.serialNumber) return false;
  const { name, key } = hashesOf(issuer, algorithm);
  return (
    certificate.issuer.equals(issuer.subject) &&
    name.equals(certId.issuerNameHash) &&
    key.equals(certId.issuerKeyHash)
  );
}

/** What a stored request asked. */
export interface OcspQuestion {
  readonly certIds: readonly CertId[];
  /** Value of the nonce extension as it is in the octets, undefined without one. */
  readonly nonce: Buffer | undefined;
}

/** Of a nonce that nobody could guess (RFC 9654 §2.1 asks for 32 of new requests; 16 are 128 bits). */
const NONCE_MIN_OCTETS = 16;
/** The nonce is an OCTET STRING within that of the extension. */
const OCTET_STRING_HEADER = 2;

/**
 * Whether the question has a nonce that nobody could guess. Without one the answer need not be to this
 * question (RFC 6960 §4.4.1): an office could have it in store from before the card was stopped.
 */
export const hasUnguessableNonce = ({ nonce }: OcspQuestion): boolean =>
  (nonce?.length ?? 0) >= OCTET_STRING_HEADER + NONCE_MIN_OCTETS;

/** Reads a request back, as its answer has to be judged by it. @throws MalformedDer */
export function readOcspRequest(octets: Buffer): OcspQuestion {
  const fields = children(expectTag(children(readExactly(octets, 0x30))[0], 0x30));
  const list = fields.find(({ tag }) => tag === 0x30);
  const certIds = children(expectTag(list, 0x30)).map((request) =>
    readCertId(children(expectTag(request, 0x30))[0]),
  );
  const wrapped = fields.find(({ tag }) => tag === 0xa2);
  const extensions = wrapped ? children(expectTag(children(wrapped)[0], 0x30)) : [];
  const nonce = extensions
    .map((extension) => children(extension))
    .find(([type]) => oidOf(type) === OCSP_NONCE);
  return { certIds, nonce: nonce && expectTag(nonce.at(-1), 0x04).content };
}

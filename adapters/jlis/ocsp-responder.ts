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
import { publicKeyBits } from './ocsp-request.ts';
import type { BasicResponse } from './ocsp-response.ts';

/** Who may answer, and when: the issuer of the certificate, at the time of receipt. */
export interface ResponderTrust {
  readonly issuer: X509Certificate;
  readonly receivedAt: Date;
  /** Also SHA-1 signatures: for other people's old vectors, never for evidence. */
  readonly sha1Allowed?: boolean;
}

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Extensions of a responder's certificate that are understood, so may be critical. */
const PROCESSED: readonly string[] = [
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.basicConstraints,
  EXTENSION.certificatePolicies,
];

/**
 * Whether the certificate may answer for the issuer, its signature and validity left aside. Its own status is not
 * asked for, with id-pkix-ocsp-nocheck or without: docs/jpki.md says why.
 */
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
function isDelegated(responder: X509Certificate, { issuer, sha1Allowed }: ResponderTrust): boolean {
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

function readDelegated(der: Buffer, input: ResponderTrust): Responder | null {
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

function delegated(der: Buffer, input: ResponderTrust): Responder | null {
  if (input.sha1Allowed === true) return readDelegated(der, input);
  const kept = delegations.get(input.issuer) ?? new BoundedCache<Responder | null>(DELEGATIONS_MAX);
  delegations.set(input.issuer, kept);
  // The octets are copied: the answer they are part of must not stay in memory.
  return kept.get(der.toString('latin1'), () => readDelegated(Buffer.from(der), input));
}

/** Whether ResponderID means this certificate. */
function isNamed({ responder }: BasicResponse, { certificate, keyHash }: Responder): boolean {
  return 'name' in responder
    ? responder.name.equals(certificate.subject)
    : responder.keyHash.equals(keyHash);
}

/** Whether the certificate is in force at the time (RFC 5280 §4.1.2.5). */
export function isWithinValidity({ notBefore, notAfter }: X509Certificate, at: Date): boolean {
  return notBefore <= at && at <= notAfter;
}

/**
 * The certificates whose key may have signed the answer: the issuer itself, or one it delegated to.
 * Never another CA of the same name.
 */
export function authorisedResponders(
  basic: BasicResponse,
  input: ResponderTrust,
): X509Certificate[] {
  const responders = basic.certificates
    .map((der) => delegated(der, input))
    .filter((responder) => responder !== null)
    .filter(({ certificate }) => isWithinValidity(certificate, input.receivedAt));
  return [...responders, responderOf(input.issuer)]
    .filter((responder) => isNamed(basic, responder))
    .map(({ certificate }) => certificate);
}

/** Whether the responder's key made the signature over the answer. */
export function isSignedBy(
  basic: BasicResponse,
  responder: X509Certificate,
  { sha1Allowed }: ResponderTrust,
): boolean {
  return verifySignature({
    algorithm: basic.signatureAlgorithm,
    spki: responder.spki,
    data: basic.tbs,
    signature: basic.signature,
    sha1Allowed,
  });
}

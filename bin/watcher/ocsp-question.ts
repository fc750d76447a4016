import { createHash } from 'node:crypto';
import { publicKeyBits } from '../../adapters/jlis/ocsp-request.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import * as der from '../../adapters/x509/der-writer.ts';

const HASHES = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** A question about one serial number without a nonce (RFC 5019 §2.1.1), in DER: answers are made ahead. */
export function ocspQuestion(
  issuer: X509Certificate,
  serialNumber: string,
  hash: keyof typeof HASHES,
): Buffer {
  const hashed = (octets: Buffer): Buffer =>
    der.octetString(createHash(hash).update(octets).digest());
  const certId = der.seq(
    der.seq(der.oid(HASHES[hash]), der.nullValue()),
    hashed(issuer.subject),
    hashed(publicKeyBits(issuer)),
    der.integer(Buffer.from(serialNumber, 'hex')),
  );
  return der.seq(der.seq(der.seq(der.seq(certId))));
}

import { hash } from 'node:crypto';
import type { X509Certificate } from '../x509/certificate.ts';
import * as der from '../x509/der-writer.ts';
import { publicKeyBits } from './ocsp-request.ts';

/** Hashes that requests name an issuer by: RFC 5019 had SHA-1 alone, its successor asks for SHA-256. */
const HASHES = [
  { name: 'sha1', algorithm: der.seq(der.oid('1.3.14.3.2.26'), der.nullValue()) },
  { name: 'sha256', algorithm: der.seq(der.oid('2.16.840.1.101.3.4.2.1'), der.nullValue()) },
] as const;

/** CertID by hash, but for the serial number (RFC 6960 §4.1.1). */
export const certIdHeads = (
  issuer: X509Certificate,
): Readonly<Record<'sha1' | 'sha256', Buffer>> => {
  const head = ({ name, algorithm }: (typeof HASHES)[number]): Buffer =>
    Buffer.concat([
      algorithm,
      der.octetString(hash(name, issuer.subject, 'buffer')),
      der.octetString(hash(name, publicKeyBits(issuer), 'buffer')),
    ]);
  const [sha1, sha256] = HASHES;
  return { sha1: head(sha1), sha256: head(sha256) };
};

/** OCSPRequest about one certificate by its SHA-1 CertID, without a nonce, as RFC 5019 §2.1 has it; DER. */
export const requestFor = (issuer: X509Certificate, serialNumber: string): Buffer => {
  const certId = der.seq(certIdHeads(issuer).sha1, der.integer(Buffer.from(serialNumber, 'hex')));
  return der.seq(der.seq(der.seq(der.seq(certId))));
};

import { createHash } from 'node:crypto';

import { bitsOf, children, readExactly } from '../adapters/x509/der-reader.ts';
import {
  boolean,
  explicit,
  ia5String,
  implicit,
  integer,
  namedBits,
  octetString,
  oid,
  seq,
} from '../adapters/x509/der-writer.ts';
import { directoryName } from './distinguished-name.ts';

/** Bits of keyUsage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

/** An extension that whoever verifies may pass over if unknown. */
const extension = (id: string, value: Uint8Array): Buffer => seq(oid(id), octetString(value));

/** An extension that whoever verifies must understand. */
const critical = (id: string, value: Uint8Array): Buffer =>
  seq(oid(id), boolean(true), octetString(value));

export const keyUsage = (...bits: (keyof typeof KEY_USAGE)[]): Buffer =>
  critical('2.5.29.15', namedBits(bits.map((bit) => KEY_USAGE[bit])));

export const subjectAltName = (...names: Uint8Array[]): Buffer =>
  extension('2.5.29.17', seq(...names));

export const issuerAltName = (name: Uint8Array): Buffer =>
  extension('2.5.29.18', seq(directoryName(name)));

/** basicConstraints of a CA without pathLenConstraint, as the JPKI CAs have it. */
export const basicConstraintsOfCa = (): Buffer => critical('2.5.29.19', seq(boolean(true)));

/** One policy with its CPS qualifier; critical on JPKI certificates (profile 3.2, p. 10). */
export const certificatePolicies = (policy: string, cpsUri: string): Buffer =>
  critical(
    '2.5.29.32',
    seq(seq(oid(policy), seq(seq(oid('1.3.6.1.5.5.7.2.1'), ia5String(cpsUri))))),
  );

/** One distribution point by directoryName, not by URI. */
export const crlDistributionPoint = (name: Uint8Array): Buffer =>
  extension('2.5.29.31', seq(seq(explicit(0, explicit(0, directoryName(name))))));

export const authorityInfoAccess = (ocspUrl: string): Buffer =>
  extension(
    '1.3.6.1.5.5.7.1.1',
    seq(seq(oid('1.3.6.1.5.5.7.48.1'), implicit(6, Buffer.from(ocspUrl, 'latin1')))),
  );

export const subjectKeyIdentifier = (keyIdentifier: Uint8Array): Buffer =>
  extension('2.5.29.14', octetString(keyIdentifier));

/** What an authorityKeyIdentifier says of the issuer. */
export interface IssuerReference {
  readonly name: Buffer;
  readonly serialNumber: Buffer;
  readonly keyIdentifier: Buffer;
}

/** Key identifier with issuer and serial number of the issuing CA's own certificate. */
export function authorityKeyIdentifier(issuer: IssuerReference): Buffer {
  const serialNumber = integer(issuer.serialNumber);
  serialNumber[0] = 0x82;
  return extension(
    '2.5.29.35',
    seq(implicit(0, issuer.keyIdentifier), explicit(1, directoryName(issuer.name)), serialNumber),
  );
}

/** extKeyUsage id-kp-OCSPSigning (RFC 6960 §4.2.2.2). */
export const ocspSigning = (): Buffer => extension('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.9')));

/** extKeyUsage id-kp-timeStamping, critical and alone (RFC 3161 §2.3). */
export const timeStamping = (): Buffer => critical('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.8')));

/** id-pkix-ocsp-nocheck: nobody need ask for the responder's own status (RFC 6960 §4.2.2.2.1). */
export const ocspNoCheck = (): Buffer =>
  extension('1.3.6.1.5.5.7.48.1.5', Buffer.from([0x05, 0x00]));

/** The octets of subjectPublicKey, over which key identifiers and OCSP key hashes run. */
export function publicKeyBits(spki: Buffer): Buffer {
  const [, bits] = children(readExactly(spki));
  return bitsOf(bits);
}

/** SHA-1 over the subjectPublicKey bits (RFC 5280 §4.2.1.2, first method), as J-LIS computes it. */
export const keyIdentifierOf = (spki: Buffer): Buffer =>
  createHash('sha1').update(publicKeyBits(spki)).digest();

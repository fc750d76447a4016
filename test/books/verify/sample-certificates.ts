import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  ALGORITHM_IDENTIFIERS,
  certificateOf,
  keyIdentifierOf,
  rdn,
} from '../../../enclave/issuance/certificate-profile.ts';
import { tbsCaCertificateOf } from '../../../enclave/keys/ca-certificate.ts';

const ALGORITHM = 'ecdsaWithSha256';
const NOT_BEFORE = new Date('2026-12-01T00:00:00Z');
const NOT_AFTER = new Date('2028-11-30T14:59:59Z');
const ORGANIZATION = 'Sample';
const COMMON_NAME = 'Sample CA';

/** An issuer whose key lies in memory. */
export interface SampleIssuer {
  readonly keyId: string;
  readonly certificate: Buffer;
  /** A certificate with this serial number of 40 hexadecimal digits, and what was signed. */
  issue(serialNumber: string): { readonly tbs: Buffer; readonly certificate: Buffer };
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

export function sampleIssuer(): SampleIssuer {
  const { publicKey, privateKey } = newKey();
  const spki = spkiOf(publicKey);
  const signed = (tbs: Buffer) => certificateOf(tbs, ALGORITHM, sign('sha256', tbs, privateKey));
  const ca = tbsCaCertificateOf({
    serialNumber: '11'.repeat(20),
    organization: ORGANIZATION,
    commonName: COMMON_NAME,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    spki,
    signatureAlgorithm: ALGORITHM,
  });
  return {
    keyId: keyIdentifierOf(spki).toString('hex'),
    certificate: signed(ca),
    issue(serialNumber) {
      const tbs = der.seq(
        der.explicit(0, der.smallInteger(2)),
        der.integer(Buffer.from(serialNumber, 'hex')),
        ALGORITHM_IDENTIFIERS[ALGORITHM],
        issuerName(),
        der.seq(der.time(NOT_BEFORE), der.time(NOT_AFTER)),
        der.seq(rdn('2.5.4.3', der.utf8String('Sample Subscriber'))),
        spkiOf(newKey().publicKey),
      );
      return { tbs, certificate: signed(tbs) };
    },
  };
}

const issuerName = (): Buffer =>
  der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.10', der.utf8String(ORGANIZATION)),
    rdn('2.5.4.3', der.utf8String(COMMON_NAME)),
  );

import { createPrivateKey, createPublicKey } from 'node:crypto';
import * as der from '../../../adapters/x509/der-writer.ts';
import { profileOf } from '../../../bin/demonstration/documents.ts';
import type { ProfilesV1 } from '../../../domain/issuance/certificate-profiles.ts';
import {
  keyIdentifierOf,
  rdn,
  type AuthorityContent,
  type CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';

/** The P-256 key of RFC 6979 A.2.5: known to everybody, so that golden octets stay. */
export const KEY = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: Buffer.from(
      'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
      'hex',
    ).toString('base64url'),
    x: Buffer.from(
      '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
      'hex',
    ).toString('base64url'),
    y: Buffer.from(
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
      'hex',
    ).toString('base64url'),
  },
});

export const SPKI = createPublicKey(KEY).export({ type: 'spki', format: 'der' });

/** A Name of an issuer. */
export const issuerName = (commonName: string): Buffer =>
  der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.10', der.utf8String('見本電子認証株式会社')),
    rdn('2.5.4.3', der.utf8String(commonName)),
  );

/** The first edition of the profiles. */
export const PROFILES_V1: ProfilesV1 = {
  v: 1,
  service: 'demo-simultaneous',
  policies: { basic: '2.999.1.1.1', attribute: '2.999.1.1.2' },
  cpsUrl: 'http://repository.example/cps',
  repositoryUrl: 'http://repository.example',
};

/** The edition in force. */
export const PROFILES = profileOf('demo-simultaneous', 'http://repository.example');

/** What an ordinary certificate is made of. */
export const contentOf = (change: Partial<CertificateContent> = {}): CertificateContent => ({
  profile: PROFILES,
  certificateType: 'basic',
  serialNumber: '4f0144b1defcf7561087015f8d830d65b16f024a',
  issuer: issuerName('Toroku Sample CA S1'),
  issuerKeyId: '0123456789abcdef0123456789abcdef01234567',
  signatureAlgorithm: 'ecdsaWithSha256',
  notBefore: new Date('2026-12-01T00:31:07Z'),
  notAfter: new Date('2028-11-30T14:59:59Z'),
  name: '山田　花子',
  subjectSerialNumber: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  spki: SPKI,
  ...change,
});

const AUTHORITY = {
  profile: PROFILES,
  serialNumber: '5e0144b1defcf7561087015f8d830d65b16f024b',
  issuer: issuerName('Toroku Sample CA S1'),
  issuerKeyId: '0123456789abcdef0123456789abcdef01234567',
  signatureAlgorithm: 'ecdsaWithSha256',
  notBefore: new Date('2026-12-01T00:00:00Z'),
  organization: '見本電子認証株式会社',
  commonName: 'Toroku Sample CA S1',
  spki: SPKI,
} as const;

/** What the certificates of the authority itself are made of, one of each kind. */
export const AUTHORITY_CONTENTS: readonly AuthorityContent[] = [
  {
    ...AUTHORITY,
    certificateType: 'ocspResponder',
    commonName: 'Toroku Sample OCSP S1',
    notAfter: new Date('2027-02-28T23:59:59Z'),
  },
  {
    ...AUTHORITY,
    certificateType: 'selfSigned',
    issuerKeyId: keyIdentifierOf(SPKI).toString('hex'),
    notAfter: new Date('2036-12-01T00:00:00Z'),
  },
  { ...AUTHORITY, certificateType: 'link', notAfter: new Date('2036-11-01T00:00:00Z') },
];

/** One content of each kind of certificate. */
export const CONTENTS: readonly (CertificateContent | AuthorityContent)[] = [
  contentOf(),
  contentOf({ certificateType: 'attribute' }),
  ...AUTHORITY_CONTENTS,
];

import { sign } from 'node:crypto';
import type { KeyPairKeyObjectResult } from 'node:crypto';

import * as der from '../../../adapters/x509/der-writer.ts';
import {
  authority,
  type AuthorityFields,
  certificateDer,
  type CertificateFields,
  extension,
  keyIdentifier,
  keyPair,
  nameOf,
  spkiOf,
  type TestAuthority,
} from '../x509/fixture.ts';

export const NOW = new Date('2026-12-01T00:40:00Z');

export const jpkiName = (organization = 'JPKI', purpose = 'digital signature'): Buffer =>
  nameOf(
    ['C', 'JP'],
    ['O', organization],
    ['OU', `JPKI for ${purpose}`],
    ['OU', 'Japan Agency for Local Authority Information Systems'],
  );

/** A CA under the name of the signature CA, one key a label. */
export const signatureAuthority = (
  label = 'sign-3',
  fields: Partial<AuthorityFields> = {},
): TestAuthority => authority({ name: jpkiName(), key: keyPair('rsa2048', label), ...fields });

const ARC = '1.2.392.200149.8.5.5';

export const otherName = (number: number, value: string | Buffer): Buffer =>
  der.explicit(
    0,
    der.oid(`${ARC}.${number}`),
    der.explicit(0, typeof value === 'string' ? der.utf8String(value) : value),
  );

/** The six attributes in the order seen on real cards. */
export const ATTRIBUTES: Readonly<Record<number, string>> = {
  1: '山田　花子',
  4: '419940217',
  3: '2',
  5: '東京都清瀬市中里５－８４２',
  2: '00000',
  6: '0000000000000',
};
const ORDER = [1, 4, 3, 5, 2, 6];

export interface JpkiFields extends Partial<CertificateFields> {
  authority?: TestAuthority;
  key?: KeyPairKeyObjectResult;
  /** Attributes by number; undefined leaves one out. */
  attributes?: Readonly<Record<number, string | undefined>>;
  moreNames?: Buffer[];
  policies?: string[];
  usage?: number[];
  /** Extensions by identifier in place of those of the profile; undefined leaves one out. */
  replace?: Readonly<Record<string, Buffer | undefined>>;
  moreExtensions?: Buffer[];
}

const policy = (oid: string): Buffer =>
  der.seq(
    der.oid(oid),
    der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String('http://www.jpki.go.jp/cps.html'))),
  );

const directoryName = (name: Buffer): Buffer => der.explicit(4, name);

/** DER of a 署名用電子証明書 in the known profile, with whatever is to be otherwise. */
export function jpkiCertificate(fields: JpkiFields = {}): Buffer {
  const issuer = fields.authority ?? signatureAuthority();
  const key = fields.key ?? keyPair('rsa2048', 'card');
  const spki = spkiOf(key.publicKey);
  const attributes = { ...ATTRIBUTES, ...fields.attributes };
  const names = ORDER.flatMap((number) => {
    const value = attributes[number];
    return value === undefined ? [] : [otherName(number, value)];
  });
  const issuerSpki = spkiOf(issuer.key.publicKey);
  const authorityKey = der.seq(
    der.implicit(0, keyIdentifier(issuerSpki)),
    der.explicit(1, directoryName(issuer.name)),
    der.implicit(2, Buffer.from('067c6a21', 'hex')),
  );
  const municipality = nameOf(
    ['C', 'JP'],
    ['O', 'JPKI'],
    ['OU', 'JPKI for digital signature'],
    ['OU', 'CRL Distribution Points'],
    ['OU', 'Tokyo-to'],
    ['CN', 'Kiyose-shi CRLDP'],
  );
  const point = der.seq(der.seq(der.explicit(0, der.explicit(0, directoryName(municipality)))));
  const policies = fields.policies ?? ['1.2.392.200149.8.5.1.1.20'];
  const profile: [string, Buffer][] = [
    ['2.5.29.15', extension('2.5.29.15', der.namedBits(fields.usage ?? [0, 1]), true)],
    ['2.5.29.17', extension('2.5.29.17', der.seq(...names, ...(fields.moreNames ?? [])))],
    ['2.5.29.32', extension('2.5.29.32', der.seq(...policies.map(policy)), true)],
    ['2.5.29.18', extension('2.5.29.18', der.seq(directoryName(nameOf(['C', 'JP']))))],
    ['2.5.29.31', extension('2.5.29.31', point)],
    ['2.5.29.35', extension('2.5.29.35', authorityKey)],
    ['2.5.29.14', extension('2.5.29.14', der.octetString(keyIdentifier(spki)))],
  ];
  const extensions = profile.flatMap(([oid, usual]) => {
    const replaced = fields.replace && oid in fields.replace ? fields.replace[oid] : usual;
    return replaced ? [replaced] : [];
  });
  return certificateDer({
    serialNumber: Buffer.from('0a1b2c3d', 'hex'),
    issuer: issuer.name,
    subject: nameOf(
      ['C', 'JP'],
      ['L', 'Tokyo-to'],
      ['L', 'Kiyose-shi'],
      ['CN', '20250217093000123221001A'],
    ),
    notBefore: new Date('2025-10-27T01:23:45Z'),
    notAfter: new Date('2030-02-17T14:59:59Z'),
    spki,
    signer: issuer.key.privateKey,
    ...fields,
    extensions: fields.extensions ?? [...extensions, ...(fields.moreExtensions ?? [])],
  });
}

/** What the card's signing key signs with. */
export const cardSign =
  (digest = 'sha256', key = keyPair('rsa2048', 'card')) =>
  (octets: Buffer): Buffer =>
    sign(digest, octets, key.privateKey);

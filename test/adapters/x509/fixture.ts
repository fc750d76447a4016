import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  sign,
} from 'node:crypto';

import { readCertificate, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import { bitsOf, children, readExactly } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';

export type KeyName = 'rsa2048' | 'rsa3072' | 'p256' | 'p384' | 'rsa1024';

const generate = (name: KeyName): KeyPairKeyObjectResult => {
  if (name === 'p256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (name === 'p384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return generateKeyPairSync('rsa', { modulusLength: Number(name.slice(3)) });
};

const kept = new Map<string, KeyPairKeyObjectResult>();

/** A key of the test run; the same kind and label give the same key. */
export function keyPair(kind: KeyName, label = ''): KeyPairKeyObjectResult {
  const id = `${kind}/${label}`;
  const pair = kept.get(id) ?? generate(kind);
  kept.set(id, pair);
  return pair;
}

export const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const ATTRIBUTES = { C: '2.5.4.6', L: '2.5.4.7', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3' };

/** A Name as JPKI writes it: C PrintableString, the rest UTF8String, each in an RDN of its own. */
export const nameOf = (...rdns: [keyof typeof ATTRIBUTES, string][]): Buffer =>
  der.seq(
    ...rdns.map(([type, value]) =>
      der.setOf(
        der.seq(
          der.oid(ATTRIBUTES[type]),
          type === 'C' ? der.printableString(value) : der.utf8String(value),
        ),
      ),
    ),
  );

export const extension = (oid: string, value: Buffer, critical = false): Buffer =>
  der.seq(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

export const keyIdentifier = (spki: Buffer): Buffer =>
  createHash('sha1')
    .update(bitsOf(children(readExactly(spki))[1]))
    .digest();

export const SHA256_WITH_RSA = der.seq(der.oid('1.2.840.113549.1.1.11'), der.nullValue());
export const ECDSA_WITH_SHA256 = der.seq(der.oid('1.2.840.10045.4.3.2'));
export const ECDSA_WITH_SHA384 = der.seq(der.oid('1.2.840.10045.4.3.3'));

/** Algorithm and digest that go with a key. */
export const algorithmOf = (key: KeyObject): { identifier: Buffer; digest: string } => {
  if (key.asymmetricKeyType === 'rsa') return { identifier: SHA256_WITH_RSA, digest: 'sha256' };
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
    ? { identifier: ECDSA_WITH_SHA384, digest: 'sha384' }
    : { identifier: ECDSA_WITH_SHA256, digest: 'sha256' };
};

export interface CertificateFields {
  serialNumber?: Buffer;
  issuer: Buffer;
  subject: Buffer;
  notBefore?: Date;
  notAfter?: Date;
  spki: Buffer;
  extensions?: Buffer[];
  signer: KeyObject;
  /** Parts to put in place of the right ones. */
  version?: Buffer;
  innerAlgorithm?: Buffer;
  tail?: Buffer[];
}

/** DER of a certificate with exactly these fields. */
export function certificateDer(fields: CertificateFields): Buffer {
  const { identifier, digest } = algorithmOf(fields.signer);
  const extensions = fields.extensions ?? [];
  const tbs = der.seq(
    fields.version ?? der.explicit(0, der.smallInteger(2)),
    der.integer(fields.serialNumber ?? Buffer.from([0x7b])),
    fields.innerAlgorithm ?? identifier,
    fields.issuer,
    der.seq(
      der.time(fields.notBefore ?? new Date('2024-01-01T00:00:00Z')),
      der.time(fields.notAfter ?? new Date('2028-12-31T14:59:59Z')),
    ),
    fields.subject,
    fields.spki,
    ...(fields.tail ?? []),
    ...(extensions.length > 0 ? [der.explicit(3, der.seq(...extensions))] : []),
  );
  return der.seq(tbs, identifier, der.bitString(sign(digest, tbs, fields.signer)));
}

/** A CA with its key. */
export interface TestAuthority {
  readonly name: Buffer;
  readonly key: KeyPairKeyObjectResult;
  readonly der: Buffer;
  readonly certificate: X509Certificate;
}

export interface AuthorityFields {
  name: Buffer;
  key: KeyPairKeyObjectResult;
  notBefore?: Date;
  notAfter?: Date;
  extensions?: Buffer[];
}

/** A self-signed CA in the form of the published ones of JPKI: no AKI, no policies. */
export function authority({ name, key, extensions, ...validity }: AuthorityFields): TestAuthority {
  const spki = spkiOf(key.publicKey);
  const octets = certificateDer({
    serialNumber: Buffer.from('067c6a21', 'hex'),
    issuer: name,
    subject: name,
    notBefore: new Date('2023-07-16T00:50:27Z'),
    notAfter: new Date('2033-07-15T14:59:59Z'),
    ...validity,
    spki,
    signer: key.privateKey,
    extensions: extensions ?? [
      extension('2.5.29.15', der.namedBits([5, 6]), true),
      extension('2.5.29.19', der.seq(der.boolean(true)), true),
      extension('2.5.29.14', der.octetString(keyIdentifier(spki))),
    ],
  });
  return { name, key, der: octets, certificate: readCertificate(octets) };
}

/** The input with one octet changed. */
export function withOctet(input: Buffer, at: number, change: number): Buffer {
  const copy = Buffer.from(input);
  const index = at % copy.length;
  copy[index] = (copy[index] ?? 0) ^ change;
  return copy;
}

import { createHash, type KeyObject, sign } from 'node:crypto';

import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  algorithmOf,
  certificateDer,
  type CertificateFields,
  extension,
  keyIdentifier,
  keyPair,
  nameOf,
  spkiOf,
  type TestAuthority,
} from '../x509/fixture.ts';

const SHA1_WITH_RSA = der.seq(der.oid('1.2.840.113549.1.1.5'), der.nullValue());
const NONCE = '1.3.6.1.5.5.7.48.1.2';
const HASHES = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  md5: '1.2.840.113549.2.5',
};

export interface CertIdFields {
  hash?: keyof typeof HASHES;
  issuer: X509Certificate;
  serialNumber: string;
}

export function certId({ hash = 'sha1', issuer, serialNumber }: CertIdFields): Buffer {
  const digest = (octets: Buffer): Buffer =>
    der.octetString(createHash(hash).update(octets).digest());
  const key = issuer.spki.subarray(24);
  return der.seq(
    der.seq(der.oid(HASHES[hash]), der.nullValue()),
    digest(issuer.subject),
    digest(key),
    der.integer(Buffer.from(serialNumber, 'hex')),
  );
}

export const GOOD = der.implicit(0, Buffer.alloc(0));
export const UNKNOWN = der.implicit(2, Buffer.alloc(0));
export const revoked = (at: string, reason?: number): Buffer =>
  der.explicit(
    1,
    der.generalizedTime(new Date(at)),
    ...(reason === undefined ? [] : [der.explicit(0, der.enumerated(reason))]),
  );

/** The certificate of a delegated responder. */
export const responderDer = (
  authority: TestAuthority,
  fields: Partial<CertificateFields> = {},
): Buffer =>
  certificateDer({
    serialNumber: Buffer.from('5555', 'hex'),
    issuer: authority.name,
    subject: nameOf(['C', 'JP'], ['CN', 'OCSP Responder']),
    spki: spkiOf(keyPair('rsa2048', 'responder').publicKey),
    signer: authority.key.privateKey,
    extensions: [
      extension('2.5.29.15', der.namedBits([0]), true),
      extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'))),
    ],
    ...fields,
  });

export interface AnswerFields {
  singles: Buffer[];
  /** The extension's value; undefined leaves it out. */
  nonce?: Buffer | undefined;
  producedAt?: Date;
  signer?: KeyObject;
  certificates?: Buffer[];
  responderId?: Buffer;
  moreExtensions?: Buffer[];
  spoil?: (signature: Buffer) => Buffer;
  /** Signed with sha1WithRSAEncryption. */
  isSha1?: boolean;
}

export const single = (
  id: Buffer,
  status: Buffer,
  times: { thisUpdate: Date; nextUpdate?: Date; extensions?: Buffer[] },
): Buffer =>
  der.seq(
    id,
    status,
    der.generalizedTime(times.thisUpdate),
    ...(times.nextUpdate ? [der.explicit(0, der.generalizedTime(times.nextUpdate))] : []),
    ...(times.extensions ? [der.explicit(1, der.seq(...times.extensions))] : []),
  );

export const byKey = (spki: Buffer): Buffer =>
  der.explicit(2, der.octetString(keyIdentifier(spki)));
export const byName = (name: Buffer): Buffer => der.explicit(1, name);

/** A signed answer, of the delegated responder unless said otherwise. */
export function answer(fields: AnswerFields): Buffer {
  const signer = fields.signer ?? keyPair('rsa2048', 'responder').privateKey;
  const { identifier, digest } = fields.isSha1
    ? { identifier: SHA1_WITH_RSA, digest: 'sha1' }
    : algorithmOf(signer);
  const nonce = fields.nonce ? [extension(NONCE, fields.nonce)] : [];
  const extensions = [...nonce, ...(fields.moreExtensions ?? [])];
  const data = der.seq(
    fields.responderId ?? byKey(spkiOf(keyPair('rsa2048', 'responder').publicKey)),
    der.generalizedTime(fields.producedAt ?? new Date('2026-12-01T00:36:00Z')),
    der.seq(...fields.singles),
    ...(extensions.length > 0 ? [der.explicit(1, der.seq(...extensions))] : []),
  );
  const signature = sign(digest, data, signer);
  const certificates = fields.certificates ?? [];
  const basic = der.seq(
    data,
    identifier,
    der.bitString(fields.spoil ? fields.spoil(signature) : signature),
    ...(certificates.length > 0 ? [der.explicit(0, der.seq(...certificates))] : []),
  );
  return response(der.oid('1.3.6.1.5.5.7.48.1.1'), basic);
}

export const response = (type: Buffer, basic: Buffer): Buffer =>
  der.seq(der.enumerated(0), der.explicit(0, der.seq(type, der.octetString(basic))));

import { execFileSync } from 'node:child_process';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import 'reflect-metadata';
import { BasicConstraintsExtension, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  extendedKeyUsages,
  keyUsageBits,
  nameAttributes,
  readCertificate,
  subjectKeyIdentifier,
} from '../../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  authority,
  certificateDer,
  type CertificateFields,
  ECDSA_WITH_SHA384,
  extension,
  keyPair,
  nameOf,
  spkiOf,
  withOctet,
} from './fixture.ts';
import { outsideVectors } from './outside-vectors.ts';

const key = keyPair('p256', 'certificate');
const spki = spkiOf(key.publicKey);
const name = nameOf(['C', 'JP'], ['O', '試験'], ['CN', 'Example']);

const make = (fields: Partial<CertificateFields> = {}): Buffer =>
  certificateDer({ issuer: name, subject: name, spki, signer: key.privateKey, ...fields });

const full = make({
  serialNumber: Buffer.from('ff00aa', 'hex'),
  extensions: [
    extension('2.5.29.15', der.namedBits([0, 1, 8]), true),
    extension('2.5.29.14', der.octetString(Buffer.from('aabbcc', 'hex'))),
    extension('2.5.29.35', der.seq(der.implicit(0, Buffer.from('ddeeff', 'hex')))),
    extension('2.5.29.19', der.seq(der.boolean(true), der.smallInteger(3)), true),
    extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'), der.oid('1.3.6.1.5.5.7.3.2'))),
    extension(
      '2.5.29.32',
      der.seq(
        der.seq(der.oid('1.2.3.4')),
        der.seq(
          der.oid('1.2.3.5'),
          der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String('http://cps.example/'))),
        ),
      ),
    ),
  ],
});

describe('readCertificate', () => {
  it('reads every field as OpenSSL does', () => {
    const certificate = readCertificate(full);
    const text = execFileSync(
      'openssl',
      ['x509', '-inform', 'DER', '-noout', '-serial', '-dates', '-dateopt', 'iso_8601'],
      { input: full },
    ).toString();
    expect(text).toContain('serial=FF00AA');
    expect(text).toContain('notBefore=2024-01-01 00:00:00Z');
    expect(certificate).toMatchObject({
      version: 3,
      serialNumber: 'ff00aa',
      signatureAlgorithm: '1.2.840.10045.4.3.2',
      notBefore: new Date('2024-01-01T00:00:00Z'),
      notAfter: new Date('2028-12-31T14:59:59Z'),
    });
    expect(certificate.spki).toEqual(spki);
    expect(certificate.issuer).toEqual(name);
    expect(certificate.subject).toEqual(name);
  });

  it('reads the extensions that the helpers know', () => {
    const certificate = readCertificate(full);
    expect(keyUsageBits(certificate)).toEqual([0, 1, 8]);
    expect(subjectKeyIdentifier(certificate)).toBe('aabbcc');
    expect(authorityKeyIdentifier(certificate)).toBe('ddeeff');
    expect(basicConstraints(certificate)).toEqual({ ca: true, pathLength: 3 });
    expect(extendedKeyUsages(certificate)).toEqual(['1.3.6.1.5.5.7.3.9', '1.3.6.1.5.5.7.3.2']);
    expect(certificatePolicies(certificate)).toEqual([
      { oid: '1.2.3.4', cps: undefined },
      { oid: '1.2.3.5', cps: 'http://cps.example/' },
    ]);
    expect(nameAttributes(certificate.subject)).toEqual([
      { oid: '2.5.4.6', value: 'JP' },
      { oid: '2.5.4.10', value: '試験' },
      { oid: '2.5.4.3', value: 'Example' },
    ]);
  });

  it('says that an extension is absent', () => {
    const certificate = readCertificate(make());
    expect(keyUsageBits(certificate)).toBeUndefined();
    expect(subjectKeyIdentifier(certificate)).toBeUndefined();
    expect(authorityKeyIdentifier(certificate)).toBeUndefined();
    expect(basicConstraints(certificate)).toBeUndefined();
    expect(extendedKeyUsages(certificate)).toBeUndefined();
    expect(certificatePolicies(certificate)).toEqual([]);
  });

  it.each([
    ['octets after the certificate', Buffer.concat([full, Buffer.from([0])])],
    ['a certificate that is cut off', full.subarray(0, -1)],
    ['nothing', Buffer.alloc(0)],
    ['two algorithms', make({ innerAlgorithm: ECDSA_WITH_SHA384 })],
    ['version 1 written out', make({ version: der.explicit(0, der.smallInteger(0)) })],
    ['version 4', make({ version: der.explicit(0, der.smallInteger(3)) })],
    ['an unknown field', make({ tail: [der.explicit(4, der.nullValue())] })],
    [
      'an extension twice',
      make({
        extensions: [
          extension('2.5.29.15', der.namedBits([0])),
          extension('2.5.29.15', der.namedBits([1])),
        ],
      }),
    ],
    [
      'critical FALSE written out',
      make({
        extensions: [
          der.seq(der.oid('2.5.29.15'), der.boolean(false), der.octetString(der.namedBits([0]))),
        ],
      }),
    ],
    [
      'extensions in version 2',
      make({
        version: der.explicit(0, der.smallInteger(1)),
        extensions: [extension('2.5.29.15', der.namedBits([0]))],
      }),
    ],
    ['more than 64 KiB', make({ extensions: [extension('1.2.3', Buffer.alloc(65_536))] })],
  ])('refuses %s', (_, octets) => {
    expect(() => readCertificate(octets)).toThrow(MalformedDer);
  });

  it('throws nothing but MalformedDer, whatever octet is changed', () => {
    fc.assert(
      fc.property(fc.nat(full.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        try {
          const certificate = readCertificate(withOctet(full, at, change));
          for (const read of [keyUsageBits, basicConstraints, certificatePolicies])
            read(certificate);
          nameAttributes(certificate.subject);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a CA certificate of the fixture, which OpenSSL verifies', () => {
    const ca = authority({ name, key: keyPair('rsa2048', 'certificate') });
    expect(new NodeCertificate(ca.der).verify(keyPair('rsa2048', 'certificate').publicKey)).toBe(
      true,
    );
    expect(ca.certificate.subject).toEqual(name);
  });
});

/** Certificates of PKITS that are no certificates to us: an invalid test each in the suite too. */
const PKITS_MALFORMED: Readonly<Record<string, string>> = {
  'BadSignedCACert.crt': 'its signature has bits over',
  'InvalidDSASignatureTest6EE.crt': 'its signature has bits over',
  'InvalidNegativeSerialNumberTest15EE.crt': 'its serial number is negative',
};

describe('readCertificate with the certificates of NIST PKITS', () => {
  const folder = outsideVectors('pkits/certs');

  it.runIf(folder)('agrees with two other readers on each', () => {
    const files = readdirSync(folder ?? '').filter((file) => /\.(crt|cer|der)$/.test(file));
    expect(files.length).toBeGreaterThan(400);
    for (const file of files) {
      const octets = readFileSync(path.join(folder ?? '', file));
      if (file in PKITS_MALFORMED) {
        expect(() => readCertificate(octets), file).toThrow(MalformedDer);
        continue;
      }
      const ours = readCertificate(octets);
      const node = new NodeCertificate(octets);
      const peculiar = new PeculiarCertificate(new Uint8Array(octets));
      expect(ours.serialNumber, file).toBe(node.serialNumber.toLowerCase());
      expect(ours.notAfter, file).toEqual(new Date(node.validTo));
      expect(ours.notBefore, file).toEqual(peculiar.notBefore);
      expect(ours.subject.equals(Buffer.from(peculiar.subjectName.toArrayBuffer())), file).toBe(
        true,
      );
      expect([...ours.extensions.keys()], file).toEqual(
        peculiar.extensions.map(({ type }) => type),
      );
      const constraints = peculiar.getExtension(BasicConstraintsExtension);
      expect(basicConstraints(ours)?.ca, file).toBe(constraints?.ca);
      expect(basicConstraints(ours)?.pathLength, file).toBe(constraints?.pathLength);
    }
  });
});

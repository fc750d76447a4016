import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ContentInfo, SignedData as PkijsSignedData } from 'pkijs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { berToDer } from '../../../adapters/jpki/ber.ts';
import { judgeSignature } from '../../../adapters/jpki/judge-signature.ts';
import {
  buildSignedData,
  CONTAINER_OCTETS_MAX,
  readSignedData,
  type SignedDataInput,
} from '../../../adapters/jpki/signed-data.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { keyPair, withOctet } from '../x509/fixture.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { cardSign, jpkiCertificate, signatureAuthority } from './fixture.ts';

const content = Buffer.from('電子証明書利用申込書\n書式：toroku-text/1\n', 'utf8');
const certificate = jpkiCertificate();

const build = (fields: Partial<SignedDataInput> = {}): Buffer =>
  buildSignedData({ content, certificate, digest: 'sha256', sign: cardSign(), ...fields });

const FORMS: readonly (readonly [string, Partial<SignedDataInput>])[] = [
  ['attached, with attributes', {}],
  ['attached, without attributes', { withSignedAttributes: false }],
  ['detached, with attributes', { detached: true, signingTime: new Date('2026-12-01T00:35:00Z') }],
  ['detached, without attributes', { detached: true, withSignedAttributes: false }],
  ['signer by key identifier', { signerIdentifier: 'subjectKeyIdentifier' }],
  ['sha256WithRSAEncryption', { signatureAlgorithm: '1.2.840.113549.1.1.11' }],
  ['SHA-384', { digest: 'sha384', sign: cardSign('sha384') }],
  ['SHA-512', { digest: 'sha512', sign: cardSign('sha512') }],
  ['with a chain', { chain: [signatureAuthority().der] }],
  [
    'P-384, as the next card may',
    {
      certificate: jpkiCertificate({ key: keyPair('p384', 'card') }),
      digest: 'sha384',
      sign: cardSign('sha384', keyPair('p384', 'card')),
    },
  ],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'toroku-cms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, octets: Buffer | string): string => {
  const written = path.join(folder, name);
  writeFileSync(written, octets);
  return written;
};
const pem = (label: string, octets: Buffer): string =>
  `-----BEGIN ${label}-----\n${octets.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;

/** What `openssl cms -verify` makes of a container; the certificates are left to other tests. */
function verifiedByOpenSsl(container: Buffer, detached: boolean): Buffer {
  const options = ['cms', '-verify', '-binary', '-noverify', '-inform', 'DER'];
  const given = detached ? ['-content', file('content', content)] : [];
  return execFileSync('openssl', [...options, '-in', file('cms', container), ...given], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** A container that OpenSSL makes with the card's key. */
function madeByOpenSsl(...options: string[]): Buffer {
  const key = keyPair('rsa2048', 'card').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const signer = ['-signer', file('signer.pem', pem('CERTIFICATE', certificate))];
  const keyOption = ['-inkey', file('key.pem', key)];
  const output = ['-in', file('content', content), '-outform', 'DER', '-binary'];
  return execFileSync('openssl', ['cms', '-sign', ...signer, ...keyOption, ...output, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

describe('buildSignedData', () => {
  it.each(FORMS)('builds what OpenSSL verifies: %s', (_, fields) => {
    expect(verifiedByOpenSsl(build(fields), fields.detached === true)).toEqual(content);
  });

  it.each(FORMS)('builds what pkijs verifies: %s', async (_, fields) => {
    const octets = new Uint8Array(build(fields));
    const { content: inner } = ContentInfo.fromBER(octets.buffer);
    const signedData = new PkijsSignedData({ schema: inner });
    const data = new Uint8Array(content);
    const verified = await signedData.verify({
      signer: 0,
      ...(fields.detached ? { data: data.buffer } : {}),
    });
    expect(verified).toBe(true);
  });
});

const cms = (...parts: Buffer[]): Buffer =>
  der.seq(der.oid('1.2.840.113549.1.7.2'), der.explicit(0, der.seq(...parts)));

const sha256 = der.seq(der.oid('2.16.840.1.101.3.4.2.1'), der.nullValue());
const issuerAndSerial = der.seq(der.seq(), der.smallInteger(1));

/** A container of these certificates and attributes, in order apart from them. */
const cmsOf = (certificates: Buffer, ...attributes: Buffer[]): Buffer => {
  const own = attributes.length > 0 ? [der.explicit(0, ...attributes)] : [];
  const value = der.octetString(Buffer.alloc(256));
  const info = der.seq(der.smallInteger(1), issuerAndSerial, sha256, ...own, sha256, value);
  const data = der.seq(der.oid('1.2.840.113549.1.7.1'));
  const version = der.smallInteger(1);
  return cms(version, der.setOf(sha256), data, der.explicit(0, certificates), der.setOf(info));
};

const withCertificates = (hex: string): Buffer => cmsOf(Buffer.from(hex, 'hex'));

/** The two attributes that have to be there, and these. */
const withAttributes = (...attributes: Buffer[]): Buffer => {
  const [contentType, messageDigest] = ['1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'];
  const type = der.seq(der.oid(contentType), der.setOf(der.oid('1.2.840.113549.1.7.1')));
  const digest = der.seq(der.oid(messageDigest), der.setOf(der.octetString(Buffer.alloc(32))));
  return cmsOf(Buffer.alloc(0), type, digest, ...attributes);
};

/** An attribute of nobody's, of that many values. */
const attributeOf = (arc: number, values: number): Buffer =>
  der.seq(der.oid(`1.2.3.${arc}`), der.tlv(0x31, Buffer.from('0500'.repeat(values), 'hex')));

/** What is no certificate, of that many elements. */
const elements = (count: number): Buffer => der.tlv(0x30, Buffer.from('0500'.repeat(count), 'hex'));

describe('readSignedData', () => {
  it.each(FORMS)('reads %s', (_, fields) => {
    const read = readSignedData(build(fields));
    expect(read.content).toEqual(fields.detached ? undefined : content);
    expect(read.certificate).toEqual(fields.certificate ?? certificate);
    expect(read.signer?.der).toEqual(fields.certificate ?? certificate);
    expect(read.signedAttributes === undefined).toBe(fields.withSignedAttributes === false);
    expect(read.signedAttributes?.signingTime).toEqual(fields.signingTime);
    expect(judgeSignature(read, content)).toBe('valid');
  });

  it.each([
    ['with attributes', ['-md', 'sha256', '-nodetach']],
    ['without attributes', ['-md', 'sha256', '-nodetach', '-noattr']],
    ['detached', ['-md', 'sha512']],
    ['by key identifier', ['-md', 'sha384', '-keyid', '-nodetach']],
    ['in BER of indefinite length', ['-md', 'sha256', '-nodetach', '-stream', '-indef']],
    ['in BER, detached', ['-md', 'sha256', '-stream', '-indef']],
  ])('reads what OpenSSL signs %s', (_, options) => {
    const container = madeByOpenSsl(...options);
    const read = readSignedData(container);
    expect(read.certificate).toEqual(certificate);
    expect(judgeSignature(read, content)).toBe('valid');
  });

  it.each([
    ['zeros', Buffer.alloc(300)],
    ['ones', Buffer.alloc(300, 0xff)],
  ])('leaves padding of %s with the certificate that has it', (_, padding) => {
    const padded = Buffer.concat([certificate, padding]);
    const read = readSignedData(build({ certificate: padded }));
    expect(read.certificate).toEqual(padded);
    expect(read.signer?.der).toEqual(certificate);
    expect(judgeSignature(read, content)).toBe('valid');
  });

  it('names no signer if no certificate answers to the identifier', () => {
    const container = build();
    const serial = container.lastIndexOf(Buffer.from('0a1b2c3d', 'hex'));
    const read = readSignedData(withOctet(container, serial, 1));
    expect(read.certificate).toEqual(certificate);
    expect(read.signer).toBeUndefined();
    expect(judgeSignature(read, content)).toBe('unreadable');
  });

  it('finds the signer among others', () => {
    const stranger = jpkiCertificate({ serialNumber: Buffer.from([9]) });
    expect(readSignedData(build({ chain: [stranger] })).signer?.der).toEqual(certificate);
  });

  const data = der.oid('1.2.840.113549.1.7.1');
  const signer = signerInfoOf(build());
  const version = der.smallInteger(1);
  const digests = der.setOf();

  it.each([
    ['two signers', cms(version, digests, der.seq(data), der.setOf(signer, signer))],
    ['no signer', cms(version, digests, der.seq(data), der.setOf())],
    [
      'content that is not data',
      cms(version, digests, der.seq(der.oid('1.2.840.113549.1.9.16.1.4')), der.setOf(signer)),
    ],
    ['another content type', der.seq(data, der.explicit(0, der.octetString(content)))],
    ['octets after the container', Buffer.concat([build(), Buffer.from([0])])],
    ['text', content],
    ['nothing', Buffer.alloc(0)],
    ['17 other choices in place of certificates', withCertificates('a000'.repeat(17))],
    ['17 values of one attribute', withAttributes(attributeOf(1, 17))],
    ['more than 1 MiB', build({ content: Buffer.alloc(1024 * 1024) })],
    ['nesting without end', Buffer.concat(Array<Buffer>(5000).fill(Buffer.from([0x30, 0x80])))],
  ])('refuses %s', (_, container) => {
    expect(() => readSignedData(container)).toThrow(MalformedDer);
  });

  it.each([
    ['16 other choices in place of certificates', withCertificates('a000'.repeat(16))],
    ['16 values of one attribute', withAttributes(attributeOf(1, 16))],
  ])('reads %s', (_, container) => {
    expect(readSignedData(container).signer).toBeUndefined();
  });

  // Limits are twice or more of what it takes on a busy machine, and half or less of what it took before.
  it.each([
    ['520,000 choices of two octets', 30, withCertificates('a000'.repeat(520_000))],
    [
      '16,300 values in each of 30 attributes',
      30,
      withAttributes(...Array.from({ length: 30 }, (__, i) => attributeOf(i, 16_300))),
    ],
    [
      '20,000 fields in each of 16 certificates',
      8,
      cmsOf(Buffer.concat(Array<Buffer>(16).fill(elements(20_000)))),
    ],
  ])('takes little time for %s: under %d ms', (_, limit, container) => {
    expect(container.length).toBeLessThan(CONTAINER_OCTETS_MAX);
    expect(cpuMilliseconds(() => readSignedData(container))).toBeLessThan(limit);
  });

  it('passes over a container without a certificate, and one of unsigned attributes', () => {
    const unsigned = der.seq(signer.subarray(4), der.explicit(1, der.seq(data)));
    const read = readSignedData(cms(version, digests, der.seq(data), der.setOf(unsigned)));
    expect(read.certificate).toBeUndefined();
    expect(judgeSignature(read, content)).toBe('unreadable');
  });

  it('throws nothing but MalformedDer and takes no changed container for valid', () => {
    const containers = [build(), build({ withSignedAttributes: false, detached: true })];
    fc.assert(
      fc.property(
        fc.constantFrom(...containers),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 255 }),
        (container, at, change) => {
          const changed = withOctet(container, at, change);
          try {
            const read = readSignedData(changed);
            const isSameSigner = read.signer?.spki.equals(spkiOfSigner) === true;
            const verdict = judgeSignature(read, content);
            // The rest of the certificate is the chain's to judge, versions and unsigned parts nobody's.
            if (verdict === 'valid') expect(isSameSigner).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedDer);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  const spkiOfSigner = readSignedData(build()).signer?.spki ?? Buffer.alloc(0);
});

/** The one SignerInfo of a container built here. */
function signerInfoOf(container: Buffer): Buffer {
  const at = container.lastIndexOf(Buffer.from('020101', 'hex'));
  return der.seq(container.subarray(at));
}

describe('berToDer', () => {
  it('leaves DER as it is', () => {
    const container = build();
    expect(berToDer(container)).toEqual(container);
  });

  it('joins the segments of an octet string', () => {
    const ber = Buffer.from('3080 2480 0401 61 0402 6263 0000 0000'.replaceAll(' ', ''), 'hex');
    expect(berToDer(ber)).toEqual(der.seq(der.octetString(Buffer.from('abc'))));
  });

  it('does not let a certificate pass that is not DER itself', () => {
    const loose = Buffer.concat([Buffer.from([0x30, 0x83, 0]), certificate.subarray(2)]);
    const container = build();
    const at = container.indexOf(certificate);
    const list = der.explicit(0, loose);
    const usual = der.explicit(0, certificate);
    const start = at - (usual.length - certificate.length);
    const body = Buffer.concat([
      container.subarray(19 + 4, start),
      list,
      container.subarray(at + certificate.length),
    ]);
    const rebuilt = der.seq(der.oid('1.2.840.113549.1.7.2'), der.explicit(0, der.seq(body)));
    const read = readSignedData(rebuilt);
    expect(read.signer).toBeUndefined();
    expect(judgeSignature(read, content)).toBe('unreadable');
  });

  it.each(['3080', '0480', '3082', '2480 0201 01 0000', '1f00', '3005 3006'])(
    'refuses %s',
    (hex) => {
      expect(() => berToDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow(MalformedDer);
    },
  );
});

import { createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  keyDefect,
  parametersOf,
  publicKeyFromSpki,
  signatureAlgorithm,
  verifySignature,
} from '../../../adapters/x509/public-key.ts';
import { keyPair, spkiOf, withOctet } from './fixture.ts';
import { outsideVectors } from './outside-vectors.ts';
import { closePair, octetsOf, rocaPair } from './weak-keys.ts';

const RSA = der.seq(der.oid('1.2.840.113549.1.1.1'), der.nullValue());
const ec = (curve: string): Buffer => der.seq(der.oid('1.2.840.10045.2.1'), der.oid(curve));
const P256 = '1.2.840.10045.3.1.7';
const F4 = Buffer.from([1, 0, 1]);

const rsaSpki = (modulus: Buffer, exponent = F4, algorithm = RSA): Buffer =>
  der.seq(algorithm, der.bitString(der.seq(der.integer(modulus), der.integer(exponent))));
const ecSpki = (curve: string, point: Buffer): Buffer => der.seq(ec(curve), der.bitString(point));

const rsa = spkiOf(keyPair('rsa2048', 'public-key').publicKey);
const modulus = Buffer.from(
  keyPair('rsa2048', 'public-key').publicKey.export({ format: 'jwk' }).n ?? '',
  'base64url',
);
const p256 = spkiOf(keyPair('p256', 'public-key').publicKey);
const p384 = spkiOf(keyPair('p384', 'public-key').publicKey);
const point = p256.subarray(-65);

const generatorOfP256 = Buffer.from(
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
);

describe('keyDefect', () => {
  it.each([
    ['RSA-2048', rsa],
    ['RSA-3072', spkiOf(keyPair('rsa3072').publicKey)],
    ['P-256', p256],
    ['P-384', p384],
  ])('finds none in %s', (_, spki) => {
    expect(keyDefect(spki)).toBeUndefined();
    expect(parametersOf(undefined)).toBe('acceptable');
  });

  it.each([
    ['RSA-1024', spkiOf(keyPair('rsa1024').publicKey), 'rsaTooShort'],
    ['a modulus of 2047 bits', rsaSpki(withTopBit(modulus, 0x40)), 'rsaTooShort'],
    ['P-224', ecSpki('1.3.132.0.33', Buffer.alloc(57, 4)), 'curveTooShort'],
    ['P-192', ecSpki('1.2.840.10045.3.1.1', Buffer.alloc(49, 4)), 'curveTooShort'],
    ['RSA-2056', rsaSpki(Buffer.concat([Buffer.from([0x81]), modulus])), 'rsaLength'],
    ['RSA-8192', rsaSpki(Buffer.concat([modulus, modulus, modulus, modulus])), 'rsaLength'],
    ['e = 3', rsaSpki(modulus, Buffer.from([3])), 'exponentOther'],
    ['e = 65539', rsaSpki(modulus, Buffer.from([1, 0, 3])), 'exponentOther'],
    ['e as long as the modulus', rsaSpki(modulus, modulus), 'exponentOther'],
    ['P-521', ecSpki('1.3.132.0.35', Buffer.alloc(133, 4)), 'keyType'],
    ['a compressed point', ecSpki(P256, compressed(point)), 'pointCompressed'],
    [
      'a curve by its numbers',
      der.seq(
        der.seq(der.oid('1.2.840.10045.2.1'), der.seq(der.smallInteger(1))),
        der.bitString(point),
      ),
      'keyType',
    ],
    [
      'Ed25519',
      der.seq(der.seq(der.oid('1.3.101.112')), der.bitString(Buffer.alloc(32))),
      'keyType',
    ],
    [
      'RSASSA-PSS',
      rsaSpki(modulus, F4, der.seq(der.oid('1.2.840.113549.1.1.10'), der.nullValue())),
      'keyType',
    ],
    ['a point outside the curve', ecSpki(P256, withOctet(point, 64, 1)), 'pointOffCurve'],
    ['a P-384 point outside the curve', withOctet(p384, p384.length - 1, 1), 'pointOffCurve'],
    [
      'x = y = 0',
      ecSpki(P256, Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])),
      'pointOffCurve',
    ],
    [
      'coordinates that are not reduced',
      ecSpki(P256, Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 0xff)])),
      'pointOffCurve',
    ],
    ['the point at infinity', ecSpki(P256, Buffer.from([0])), 'pointAtInfinity'],
    ['a point that is cut off', ecSpki(P256, point.subarray(0, -1)), 'pointEncoding'],
    ['a hybrid point', ecSpki(P256, withOctet(point, 0, 2)), 'pointEncoding'],
    ['an even exponent', rsaSpki(modulus, Buffer.from([1, 0, 0])), 'exponentImproper'],
    ['e = 1', rsaSpki(modulus, Buffer.from([1])), 'exponentImproper'],
    ['an even modulus', rsaSpki(withOctet(modulus, 255, 1)), 'modulusEven'],
    [
      'RSA without NULL',
      rsaSpki(modulus, F4, der.seq(der.oid('1.2.840.113549.1.1.1'))),
      'keyEncoding',
    ],
    ['octets after the key', Buffer.concat([rsa, Buffer.from([0])]), 'keyEncoding'],
    ['a length in more octets than it needs', longLength(p256), 'keyEncoding'],
    ['nothing', Buffer.alloc(0), 'keyEncoding'],
    ['a small factor', rsaSpki(multipleOf(modulus, 739n)), 'smallFactor'],
    ['close primes', spkiOf(closePair().publicKey), 'closePrimes'],
    ['the ROCA fingerprint', spkiOf(rocaPair().publicKey), 'roca'],
    ['the base point', ecSpki(P256, generatorOfP256), 'basePoint'],
  ] as const)('names that of %s', (_, spki, defect) => {
    expect(keyDefect(spki)).toBe(defect);
  });

  it('takes no key of OpenSSL for weak', () => {
    for (let i = 0; i < 2; i += 1) {
      expect(keyDefect(spkiOf(keyPair('rsa2048', `sound ${i}`).publicKey))).toBeUndefined();
    }
  });

  it('never throws, and finds none only in what OpenSSL writes as those very octets', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(rsa, p256, p384),
        fc.nat(400),
        fc.integer({ min: 1, max: 255 }),
        (spki, at, change) => {
          const changed = withOctet(spki, at, change);
          if (keyDefect(changed) !== undefined) return;
          const read = createPublicKey({ key: changed, format: 'der', type: 'spki' });
          expect(spkiOf(read)).toEqual(changed);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The same key with its outer length in the long form, as BER allows and DER does not. */
function longLength(spki: Buffer): Buffer {
  return Buffer.concat([spki.subarray(0, 1), Buffer.from([0x81]), spki.subarray(1)]);
}

function withTopBit(octets: Buffer, first: number): Buffer {
  const copy = Buffer.from(octets);
  copy[0] = ((copy[0] ?? 0) & 0x3f) | first;
  return copy;
}

function compressed(uncompressed: Buffer): Buffer {
  return Buffer.concat([Buffer.from([2]), uncompressed.subarray(1, 33)]);
}

/** An odd multiple near the modulus, as long as it. */
function multipleOf(octets: Buffer, factor: bigint): Buffer {
  const n = BigInt(`0x${octets.toString('hex')}`);
  const multiple = n - (n % factor);
  return octetsOf(multiple % 2n === 0n ? multiple - factor : multiple);
}

describe('publicKeyFromSpki', () => {
  it('gives the key that the octets hold', () => {
    for (const spki of [rsa, p256, p384]) {
      expect(spkiOf(publicKeyFromSpki(spki))).toEqual(spki);
    }
  });

  it('refuses what is not supported', () => {
    expect(() => publicKeyFromSpki(spkiOf(keyPair('rsa1024').publicKey))).toThrow(MalformedDer);
    expect(() => publicKeyFromSpki(ecSpki(P256, withOctet(point, 10, 1)))).toThrow(MalformedDer);
  });
});

describe('verifySignature', () => {
  const data = Buffer.from('toroku');

  it.each([
    ['1.2.840.113549.1.1.11', 'rsa2048', 'sha256'],
    ['1.2.840.113549.1.1.12', 'rsa2048', 'sha384'],
    ['1.2.840.113549.1.1.13', 'rsa2048', 'sha512'],
    ['1.2.840.10045.4.3.2', 'p256', 'sha256'],
    ['1.2.840.10045.4.3.3', 'p384', 'sha384'],
    ['1.2.840.10045.4.3.4', 'p384', 'sha512'],
  ] as const)('verifies %s', (algorithm, kind, digest) => {
    const { publicKey, privateKey } = keyPair(kind, 'public-key');
    const signature = sign(digest, data, privateKey);
    const spki = spkiOf(publicKey);
    expect(verifySignature({ algorithm, spki, data, signature })).toBe(true);
    expect(verifySignature({ algorithm, spki, data: Buffer.from('Toroku'), signature })).toBe(
      false,
    );
    expect(verifySignature({ algorithm, spki, data, signature: signature.subarray(1) })).toBe(
      false,
    );
    expect(verifySignature({ algorithm, spki, data, signature: Buffer.alloc(0) })).toBe(false);
  });

  it('knows no other algorithm, SHA-1 only where it is told to', () => {
    const signature = sign('sha1', data, keyPair('rsa2048', 'public-key').privateKey);
    const algorithm = '1.2.840.113549.1.1.5';
    expect(verifySignature({ algorithm, spki: rsa, data, signature })).toBe(false);
    expect(verifySignature({ algorithm, spki: rsa, data, signature, sha1Allowed: true })).toBe(
      true,
    );
    expect(signatureAlgorithm('constructor')).toBeUndefined();
  });

  it('does not take a key of another kind', () => {
    const signature = sign('sha256', data, keyPair('p256', 'public-key').privateKey);
    const algorithm = '1.2.840.113549.1.1.11';
    expect(verifySignature({ algorithm, spki: p256, data, signature })).toBe(false);
  });

  it('never throws and never holds for a signature that was changed', () => {
    const signatures = [
      [
        '1.2.840.113549.1.1.11',
        rsa,
        sign('sha256', data, keyPair('rsa2048', 'public-key').privateKey),
      ],
      ['1.2.840.10045.4.3.2', p256, sign('sha256', data, keyPair('p256', 'public-key').privateKey)],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...signatures),
        fc.nat(300),
        fc.integer({ min: 1, max: 255 }),
        ([algorithm, spki, signature], at, change) => {
          const changed = withOctet(signature, at, change);
          expect(verifySignature({ algorithm, spki, data, signature: changed })).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

interface WycheproofFile {
  testGroups: {
    publicKeyDer: string;
    tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}

describe('verifySignature with the vectors of Wycheproof', () => {
  const folder = outsideVectors('wycheproof');

  it.runIf(folder).each([
    ['rsa_signature_2048_sha256_test.json', '1.2.840.113549.1.1.11', 259],
    ['ecdsa_secp256r1_sha256_test.json', '1.2.840.10045.4.3.2', 484],
    ['ecdsa_secp384r1_sha384_test.json', '1.2.840.10045.4.3.3', 504],
  ])('agrees on each of %s', (file, algorithm, count) => {
    const content = readFileSync(path.join(folder ?? '', file), 'utf8');
    const { testGroups } = JSON.parse(content) as WycheproofFile;
    let run = 0;
    for (const { publicKeyDer, tests } of testGroups) {
      const spki = Buffer.from(publicKeyDer, 'hex');
      for (const { tcId, comment, msg, sig, result } of tests) {
        const [data, signature] = [Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')];
        const verdict = verifySignature({ algorithm, spki, data, signature });
        // `acceptable` is one: PKCS#1 with the NULL of DigestInfo left out. We refuse it.
        expect(verdict, `${tcId} ${comment}`).toBe(result === 'valid');
        run += 1;
      }
    }
    expect(run).toBe(count);
  });
});

import { constants, createHash, privateEncrypt, sign } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judgeSignature } from '../../../adapters/jpki/judge-signature.ts';
import {
  buildSignedData,
  readSignedData,
  type SignedData,
  type SignedDataInput,
} from '../../../adapters/jpki/signed-data.ts';
import { keyPair, withOctet } from '../x509/fixture.ts';
import { cardSign, jpkiCertificate } from './fixture.ts';

const text = Buffer.from('電子証明書利用申込書\n', 'utf8');
const certificate = jpkiCertificate();
const { privateKey } = keyPair('rsa2048', 'card');
const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();

const PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');
/** PKCS#1 type 1 padding around whatever is given, as the card's P1=00 does. */
const padded = (block: Buffer): Buffer =>
  privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, block);
/** A whole block of 256 octets under the key. */
const raw = (block: Buffer): Buffer =>
  privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block);

const judge = (fields: Partial<SignedDataInput>, against = text): string => {
  const input = { content: text, certificate, digest: 'sha256', sign: cardSign() } as const;
  return judgeSignature(readSignedData(buildSignedData({ ...input, ...fields })), against);
};
const bare = { withSignedAttributes: false, detached: true };

/** A type 1 block with `filling` octets of 0xff and what follows the zero. */
const block = (filling: number, ...rest: Buffer[]): Buffer => {
  const head = Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.alloc(filling, 0xff),
    Buffer.from([0]),
    ...rest,
  ]);
  return Buffer.concat([head, Buffer.alloc(256 - head.length)]);
};

const withSignature = (read: SignedData, signature: Buffer): SignedData => ({ ...read, signature });

const detached = readSignedData(
  buildSignedData({ content: text, certificate, digest: 'sha256', sign: cardSign(), ...bare }),
);

/** r and s alone. One in 256 begins as a SEQUENCE does, and would be another mistake: it is made again. */
function bareSignature(octets: Buffer): Buffer {
  const { privateKey: key } = keyPair('p256', 'card');
  const signature = sign('sha256', octets, { key, dsaEncoding: 'ieee-p1363' });
  return signature[0] === 0x30 ? bareSignature(octets) : signature;
}

describe('judgeSignature', () => {
  it.each([
    ['signed as it should be', 'valid', {}],
    [
      'a card asked for DigestInfo around the hash',
      'valid',
      {
        ...bare,
        sign: (octets: Buffer) => padded(Buffer.concat([PREFIX, sha256(octets)])),
      },
    ],
    [
      'the bare hash, without attributes',
      'bareHash',
      {
        ...bare,
        sign: (octets: Buffer) => padded(sha256(octets)),
      },
    ],
    [
      'the bare hash of the attributes',
      'bareHash',
      {
        sign: (octets: Buffer) => padded(sha256(octets)),
      },
    ],
    [
      'the bare hash, attached',
      'bareHash',
      {
        withSignedAttributes: false,
        sign: (octets: Buffer) => padded(sha256(octets)),
      },
    ],
    [
      'the digest as message, detached',
      'digestAsMessage',
      {
        ...bare,
        sign: (octets: Buffer) => sign('sha256', sha256(octets), privateKey),
      },
    ],
    [
      'the digest as message, with attributes',
      'digestAsMessage',
      {
        detached: true,
        content: sha256(text),
      },
    ],
    ['the digest as message, attached', 'digestAsMessage', { content: sha256(text) }],
    [
      'the digest of the attributes as if it were those',
      'digestAsMessage',
      { sign: (octets: Buffer) => cardSign()(sha256(octets)) },
    ],
    [
      'the digest as message with SHA-512',
      'digestAsMessage',
      {
        content: createHash('sha512').update(text).digest(),
        digest: 'sha512' as const,
        sign: cardSign('sha512'),
      },
    ],
    ['another text, attached', 'mismatch', { content: Buffer.from('別の申込書\n') }],
    [
      'another text, detached',
      'mismatch',
      { content: Buffer.from('別の申込書\n'), detached: true },
    ],
    ['the text with CRLF', 'mismatch', { content: Buffer.from(`${text.toString().trim()}\r\n`) }],
    ['the text in UTF-16', 'mismatch', { content: Buffer.from(text.toString(), 'utf16le') }],
    ['another key', 'mismatch', { sign: cardSign('sha256', keyPair('rsa2048', 'stranger')) }],
    [
      'the bare hash of another text',
      'mismatch',
      {
        ...bare,
        sign: () => padded(sha256(Buffer.from('別'))),
      },
    ],
    [
      'the bare hash twice over',
      'mismatch',
      {
        ...bare,
        sign: (octets: Buffer) => padded(sha256(sha256(octets))),
      },
    ],
    [
      'the bare SHA-1',
      'mismatch',
      {
        ...bare,
        sign: (octets: Buffer) => padded(createHash('sha1').update(octets).digest()),
      },
    ],
    [
      'attributes signed with their implicit tag',
      'mismatch',
      {
        sign: (octets: Buffer) =>
          cardSign()(Buffer.concat([Buffer.from([0xa0]), octets.subarray(1)])),
      },
    ],
    [
      'the hash as hexadecimal text',
      'mismatch',
      {
        ...bare,
        sign: (octets: Buffer) => cardSign()(Buffer.from(sha256(octets).toString('hex'))),
      },
    ],
    ['RSASSA-PSS', 'algorithmNotAllowed', { signatureAlgorithm: '1.2.840.113549.1.1.10' }],
    ['SHA-1 with RSA', 'algorithmNotAllowed', { signatureAlgorithm: '1.2.840.113549.1.1.5' }],
    [
      'two different digests',
      'algorithmNotAllowed',
      {
        signatureAlgorithm: '1.2.840.113549.1.1.13',
        sign: cardSign('sha512'),
      },
    ],
    [
      'RSA-1024',
      'algorithmNotAllowed',
      {
        certificate: jpkiCertificate({ key: keyPair('rsa1024', 'card') }),
        sign: cardSign('sha256', keyPair('rsa1024', 'card')),
      },
    ],
    ['no signature value', 'unreadable', { sign: () => Buffer.alloc(0) }],
    [
      'a signature that is cut off',
      'unreadable',
      { sign: (o: Buffer) => cardSign()(o).subarray(1) },
    ],
    [
      'r and s without a SEQUENCE',
      'unreadable',
      {
        certificate: jpkiCertificate({ key: keyPair('p256', 'card') }),
        sign: bareSignature,
      },
    ],
    ['a value above the modulus', 'mismatch', { ...bare, sign: () => Buffer.alloc(256, 0xff) }],
  ] as const)('calls %s %s', (_, verdict, fields) => {
    expect(judge(fields)).toBe(verdict);
  });

  it('calls SHA-1 as digest algorithmNotAllowed', () => {
    const read = readSignedData(
      buildSignedData({ content: text, certificate, digest: 'sha256', sign: cardSign() }),
    );
    expect(judgeSignature({ ...read, digestAlgorithm: '1.3.14.3.2.26' }, text)).toBe(
      'algorithmNotAllowed',
    );
  });

  // Bleichenbacher's forgery and its kin: a lenient reader of padding would find the hash in these.
  it.each([
    ['the hash after short padding, the rest free', block(8, sha256(text))],
    ['the hash after short padding, then zeros', block(100, sha256(text))],
    ['a longer filling that cuts the hash', block(222, sha256(text).subarray(1))],
    [
      'DigestInfo of another hash before the bare hash',
      block(170, PREFIX, sha256(Buffer.from('x')), sha256(text)),
    ],
    ['block type 2', Buffer.concat([Buffer.from([0, 2]), block(221, sha256(text)).subarray(2)])],
    ['block type 0', Buffer.concat([Buffer.from([0, 0]), block(221, sha256(text)).subarray(2)])],
    ['one octet of filling that is not ff', withOctet(block(221, sha256(text)), 50, 1)],
    ['no zero before the hash', withOctet(block(221, sha256(text)), 223, 0xff)],
  ])('does not take for a bare hash: %s', (_, whole) => {
    expect(whole.length).toBe(256);
    expect(judgeSignature(withSignature(detached, raw(whole)), text)).toBe('mismatch');
  });

  it('takes the one right block for a bare hash', () => {
    const whole = block(221, sha256(text));
    expect(judgeSignature(withSignature(detached, raw(whole)), text)).toBe('bareHash');
  });

  it('never calls a changed signature valid or bare', () => {
    const bareHash = raw(block(221, sha256(text)));
    fc.assert(
      fc.property(
        fc.constantFrom(detached.signature, bareHash),
        fc.nat(255),
        fc.integer({ min: 1, max: 255 }),
        (signature, at, change) => {
          const changed = withSignature(detached, withOctet(signature, at, change));
          expect(judgeSignature(changed, text)).toBe('mismatch');
        },
      ),
      { numRuns: 300 },
    );
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSelfSigned, readCsr } from '../../../adapters/x509/csr.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { csrDer } from './csr-fixture.ts';
import { keyPair, spkiOf, withOctet } from './fixture.ts';

const password = '9-74y-SwfDle7eSMvXs9sG1Ac8saU3eTJcMxXMhoNqA';
const key = keyPair('p256', 'csr');
const csr = csrDer({ key, challengePassword: der.utf8String(password) });

/** A request as `openssl req` makes it with challengePassword in its configuration. */
function fromOpenSsl(): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'toroku-csr-'));
  try {
    const config = path.join(folder, 'req.cnf');
    writeFileSync(
      config,
      [
        '[req]',
        'prompt=no',
        'distinguished_name=dn',
        'attributes=attributes',
        '[dn]',
        'CN=anything',
        '[attributes]',
        `challengePassword=${password}`,
      ].join('\n'),
    );
    const keyFile = path.join(folder, 'key.pem');
    writeFileSync(keyFile, key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const options = ['req', '-new', '-key', keyFile, '-config', config, '-outform', 'DER'];
    return execFileSync('openssl', options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('readCsr', () => {
  it('reads what OpenSSL writes', () => {
    const read = readCsr(fromOpenSsl());
    expect(read.challengePassword).toBe(password);
    expect(read.spki).toEqual(spkiOf(key.publicKey));
    expect(isSelfSigned(read)).toBe(true);
  });

  it('reads ours as OpenSSL does', () => {
    const text = execFileSync('openssl', ['req', '-inform', 'DER', '-noout', '-text', '-verify'], {
      input: csr,
      stdio: ['pipe', 'pipe', 'pipe'],
    }).toString();
    expect(text).toContain(password);
    expect(readCsr(csr)).toMatchObject({
      challengePassword: password,
      signatureAlgorithm: '1.2.840.10045.4.3.2',
    });
  });

  it('does without a challengePassword', () => {
    expect(readCsr(csrDer({ key })).challengePassword).toBeUndefined();
  });

  it.each([
    ['octets after the request', Buffer.concat([csr, Buffer.from([0])])],
    [
      'a challengePassword that is no text',
      csrDer({ key, challengePassword: der.octetString(Buffer.from('x')) }),
    ],
    [
      'two challengePasswords',
      csrDer({ key, challengePassword: Buffer.concat([der.utf8String('a'), der.utf8String('b')]) }),
    ],
    ['another version', csrDer({ key, version: 1 })],
    ['more than 64 KiB', csrDer({ key, challengePassword: der.utf8String('x'.repeat(65_536)) })],
  ])('refuses %s', (_, octets) => {
    expect(() => readCsr(octets)).toThrow(MalformedDer);
  });

  it('is self-signed by no other key, and not after a change', () => {
    expect(
      isSelfSigned(readCsr(csrDer({ key, signer: keyPair('p256', 'other').privateKey }))),
    ).toBe(false);
    fc.assert(
      fc.property(fc.nat(csr.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        try {
          expect(isSelfSigned(readCsr(withOctet(csr, at, change)))).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
      { numRuns: 400 },
    );
  });
});

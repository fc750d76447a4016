import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyFingerprints } from '../../../adapters/x509/key-fingerprints.ts';
import { keyPair, spkiOf } from './fixture.ts';

const sha256 = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex');

describe('keyFingerprints', () => {
  it.each(['rsa2048', 'rsa3072'] as const)(
    'names a key of %s as the lists of CVE-2008-0166 do: by what OpenSSL prints of its modulus',
    (kind) => {
      const spki = spkiOf(keyPair(kind).publicKey);
      const printed = execFileSync(
        'openssl',
        ['rsa', '-pubin', '-inform', 'DER', '-noout', '-modulus'],
        { input: spki, stdio: ['pipe', 'pipe', 'ignore'] },
      );
      const digest = createHash('sha1').update(printed).digest('hex');
      expect(keyFingerprints(spki)).toEqual([sha256(spki), digest.slice(20)]);
    },
  );

  it('names a key of a curve, and what is no key, by their SHA-256 alone', () => {
    const spki = spkiOf(keyPair('p256').publicKey);
    expect(keyFingerprints(spki)).toEqual([sha256(spki)]);
    const none = Buffer.from('none');
    expect(keyFingerprints(none)).toEqual([sha256(none)]);
  });
});

import { createPublicKey, sign, verify } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { readSignedText } from '../../../domain/application/signed-text.ts';
import { extractJpkiFacts } from '../../../adapters/jpki/extract-facts.ts';
import type { JpkiEvidence } from '../../../adapters/jpki/extract-facts.ts';
import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { readSignedData } from '../../../adapters/jpki/signed-data.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { keyPair, spkiOf } from '../x509/fixture.ts';
import { evidence, proofOf, sha256, textOf } from './evidence-fixture.ts';
import { jpkiCertificate } from './fixture.ts';

const APPLICANTS = 4;

/** Evidence of several applicants, so that no key but those of the CAs is a known one. */
function applicants(kind: 'p256' | 'rsa2048'): JpkiEvidence[] {
  return Array.from({ length: APPLICANTS }, (_, i) => {
    const key = keyPair(kind, `speed ${i}`);
    const spkiSha256 = [sha256(spkiOf(key.publicKey))];
    const text = textOf({ keys: { delivery: 'simultaneous', spkiSha256 } });
    const certificate = jpkiCertificate({ serialNumber: Buffer.from([1, 2, 3, i + 1]) });
    return evidence({ text, certificate, proofs: [proofOf(text, key)] });
  });
}

/** Microseconds of CPU that one call takes; the best of a few rounds, the host being noisy. */
function microseconds(call: (round: number) => unknown): number {
  for (let i = 0; i < 1000; i += 1) call(i);
  const rounds = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    const count = 200;
    for (let i = 0; i < count; i += 1) call(i);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  });
  return Math.round(Math.min(...rounds));
}

/** What node:crypto alone takes for the signatures: card, CA and responder, and the new key's. */
function signaturesOnly(kind: 'p256' | 'rsa2048'): () => void {
  const data = Buffer.alloc(1000);
  const [rsa, own] = [keyPair('rsa2048', 'card'), keyPair(kind, 'speed 0')];
  const [signature, proof] = [rsa, own].map(({ privateKey }) => sign('sha256', data, privateKey));
  const key = own.publicKey.export({ format: 'jwk' });
  return () => {
    for (let i = 0; i < 3; i += 1) verify('sha256', data, rsa.publicKey, signature ?? data);
    verify('sha256', data, createPublicKey({ key, format: 'jwk' }), proof ?? data);
  };
}

describe('the time that extractJpkiFacts takes', () => {
  it.each(['p256', 'rsa2048'] as const)(
    'is printed, for a new key of %s',
    (kind) => {
      const given = applicants(kind);
      const [first] = given;
      if (first === undefined) throw new Error('no evidence');
      const at = (i: number): JpkiEvidence => given[i % APPLICANTS] ?? first;
      for (const each of given) expect(extractJpkiFacts(each).jpkiChain).toBe('trusted');

      const octets = jpkiCertificate();
      console.log(
        `extractJpkiFacts, ${kind}: ${microseconds((i) => extractJpkiFacts(at(i)))} µs;`,
        `of which node:crypto for the signatures ${microseconds(signaturesOnly(kind))} µs;`,
        `readSignedText ${microseconds((i) => readSignedText(at(i).textOctets))} µs,`,
        `readSignedData ${microseconds((i) => readSignedData(at(i).signatureContainer))} µs,`,
        `readCertificate ${microseconds(() => readCertificate(octets))} µs,`,
        `readJpkiCertificate ${microseconds(() => readJpkiCertificate(octets))} µs`,
      );
    },
    60_000,
  );
});

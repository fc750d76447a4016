import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { printSignedText } from '../../../domain/application/signed-text.ts';
import type { Facts } from '../../../domain/decision/facts.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { csrDer } from '../x509/csr-fixture.ts';
import { keyPair, spkiOf } from '../x509/fixture.ts';
import {
  applicantKey,
  type EvidenceFields,
  proofOctets,
  proofOf,
  sha256,
  textOf,
} from './evidence-fixture.ts';
import { code, facts, problem } from './extracted-facts.ts';
import { cardSign } from './fixture.ts';

const password = (octets: Buffer): Buffer =>
  der.utf8String(Buffer.from(sha256(octets), 'hex').toString('base64url'));
const pkcs10 = (challengePassword?: Buffer) => ({
  order: 1,
  pkcs10: csrDer({ key: applicantKey, ...(challengePassword ? { challengePassword } : {}) }),
});

describe('extractJpkiFacts of keys and their proofs', () => {
  const text = textOf();
  const stranger = keyPair('p256', 'stranger');
  const rsa = keyPair('rsa2048', 'applicant');
  const p384 = keyPair('p384', 'applicant');
  const withKey = (key: typeof rsa, fields: EvidenceFields = {}): EvidenceFields => {
    const spkiSha256 = [sha256(spkiOf(key.publicKey))];
    const own = textOf({ keys: { delivery: 'simultaneous', spkiSha256 } });
    return { text: own, proofs: [proofOf(own, key)], ...fields };
  };
  const weak = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const other = textOf({ applicationId: '019ad7f2-8b20-7d4b-8a21-5e6f70819203' });
  const valid = {
    keyBoundInSignedBytes: true,
    keyParameters: 'acceptable',
    proofOfPossession: 'valid',
  };

  it.each<[string, EvidenceFields, Partial<Facts>]>([
    ['P-256', {}, valid as Partial<Facts>],
    ['RSA-2048', withKey(rsa), valid as Partial<Facts>],
    ['P-384', withKey(p384), valid as Partial<Facts>],
    [
      'PKCS#10',
      { proofs: [pkcs10(password(proofOctets(text, applicantKey)))] },
      valid as Partial<Facts>,
    ],
    [
      "a stranger's key",
      { proofs: [proofOf(text, stranger)] },
      {
        keyBoundInSignedBytes: false,
        proofOfPossession: 'valid',
      },
    ],
    [
      "the key, but a stranger's signature",
      {
        proofs: [{ ...proofOf(text, stranger), spki: spkiOf(applicantKey.publicKey) }],
      },
      { keyBoundInSignedBytes: true, proofOfPossession: 'invalid' },
    ],
    [
      'the proof of another application',
      { proofs: [proofOf(other)] },
      { proofOfPossession: 'invalid' },
    ],
    [
      'the PKCS#10 of another application',
      {
        proofs: [pkcs10(password(proofOctets(other, applicantKey)))],
      },
      { proofOfPossession: 'otherApplication' },
    ],
    ['a PKCS#10 for anything', { proofs: [pkcs10()] }, { proofOfPossession: 'missing' }],
    [
      'a PKCS#10 that another key signed',
      {
        proofs: [{ order: 1, pkcs10: csrDer({ key: applicantKey, signer: stranger.privateKey }) }],
      },
      { proofOfPossession: 'invalid' },
    ],
    [
      'no PKCS#10',
      { proofs: [{ order: 1, pkcs10: Buffer.from('x') }] },
      {
        keyParameters: 'malformed',
        proofOfPossession: 'invalid',
        keyBoundInSignedBytes: false,
      },
    ],
    [
      'no signature',
      { proofs: [{ ...proofOf(text), signature: Buffer.alloc(0) }] },
      {
        proofOfPossession: 'missing',
      },
    ],
    [
      'another order',
      { proofs: [proofOf(text, applicantKey, 2)] },
      {
        proofOfPossession: 'missing',
        keyBoundInSignedBytes: false,
      },
    ],
    [
      'two for one order',
      { proofs: [proofOf(text), proofOf(text)] },
      {
        proofOfPossession: 'invalid',
        keyBoundInSignedBytes: false,
      },
    ],
    ['e = 3', withKey(weak), { keyParameters: 'unsupported' }],
    [
      'no key',
      { proofs: [{ order: 1, spki: Buffer.from('x'), signature: Buffer.from('y') }] },
      {
        keyParameters: 'malformed',
        proofOfPossession: 'invalid',
      },
    ],
  ])('key: %s', (_, fields, expected) => {
    const extracted = facts(fields);
    expect(extracted).toMatchObject(expected);
    expect(problem(extracted)).toBeUndefined();
  });

  it('wants the nonce of the redemption on the code route', () => {
    const later = textOf(code);
    const redemptionNonce = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    const own = { ...later, nonce: redemptionNonce };
    const signature = proofOfRedemption();
    const proofs = [{ order: 1, spki: spkiOf(applicantKey.publicKey), signature }];
    const redeemed = facts({ text: later, proofs, redemptionNonce });
    expect(redeemed).toMatchObject({ keyReceived: true, proofOfPossession: 'valid' });
    expect(redeemed).not.toHaveProperty('keyBoundInSignedBytes');
    expect(problem(redeemed)).toBeUndefined();
    expect(facts({ text: later, proofs })).toMatchObject({ proofOfPossession: 'invalid' });

    function proofOfRedemption(): Buffer {
      const textSha256 = sha256(printSignedText(later));
      const octets = [
        'toroku-pop/1',
        own.applicationId,
        '1',
        redemptionNonce,
        textSha256,
        sha256(spkiOf(applicantKey.publicKey)),
        '',
      ].join('\n');
      return applicantSign(Buffer.from(octets));
    }
  });
});

function applicantSign(octets: Buffer): Buffer {
  return cardSign('sha256', applicantKey)(octets);
}

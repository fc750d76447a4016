import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  challengePassword,
  proofOfPossessionOctets,
} from '../../../domain/key-delivery/proof-of-possession.ts';
import { vectors } from '../vectors.ts';

const { proofOfPossession: vector } = vectors;
const [, applicationId = '', order, nonce = '', textSha256 = '', spkiSha256 = ''] =
  vector.octets.split('\n');
const proof = { applicationId, orderNumber: Number(order), nonce, textSha256, spkiSha256 };

describe('proofOfPossessionOctets', () => {
  it('makes the octets of the vectors', () => {
    expect(new TextDecoder().decode(proofOfPossessionOctets(proof))).toBe(vector.octets);
  });

  it.each(['applicationId', 'nonce', 'textSha256', 'spkiSha256'] as const)(
    'makes other octets for another %s',
    (part) => {
      const other = { ...proof, [part]: `${proof[part].slice(0, -1)}x` };
      expect(proofOfPossessionOctets(other)).not.toEqual(proofOfPossessionOctets(proof));
    },
  );

  it('makes other octets for another order', () => {
    expect(proofOfPossessionOctets({ ...proof, orderNumber: 2 })).not.toEqual(
      proofOfPossessionOctets(proof),
    );
  });
});

describe('challengePassword', () => {
  it('makes the value of the vectors', () => {
    const sha256 = createHash('sha256').update(proofOfPossessionOctets(proof)).digest();
    expect(challengePassword(sha256)).toBe(vector.challengePassword);
  });

  it('is Base64url of 43 characters without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (octets) => {
        expect(challengePassword(octets)).toBe(Buffer.from(octets).toString('base64url'));
        expect(challengePassword(octets)).toHaveLength(43);
      }),
    );
  });

  it('takes 32 octets only', () => {
    expect(() => challengePassword(new Uint8Array(20))).toThrow('20');
  });
});

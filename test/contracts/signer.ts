import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HsmAlgorithm, HsmKey, HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { children, readExactly } from '../../adapters/x509/der-reader.ts';

/** What the room asks of a token. */
export type Signer = Pick<
  HsmToken,
  'generateKey' | 'findKey' | 'hasKey' | 'identity' | 'keyProtection'
>;

const ALGORITHMS = ['p256', 'p384', 'rsa2048'] as const satisfies readonly HsmAlgorithm[];

const digestOf = ({ algorithm }: HsmKey): string => (algorithm === 'p384' ? 'sha384' : 'sha256');

/** Whether a signature is that of a key over the octets. */
export const isSignedBy = (key: HsmKey, octets: Buffer, signature: Buffer): boolean =>
  verify(
    digestOf(key),
    octets,
    createPublicKey({ key: key.spki, format: 'der', type: 'spki' }),
    signature,
  );

/** What holds of every signer, the token and the fake. */
export function describeSigner(name: string, open: () => Signer): void {
  const keyOf = (algorithm: HsmAlgorithm): HsmKey => {
    const signer = open();
    const label = `contract-${algorithm}`;
    return signer.hasKey(label) ? signer.findKey(label) : signer.generateKey(label, algorithm);
  };

  describe(name, () => {
    it.each(ALGORITHMS)('makes a %s key and finds it again as it was made', (algorithm) => {
      const key = keyOf(algorithm);
      expect(key.algorithm).toBe(algorithm);
      const { label, spki } = open().findKey(key.label);
      expect([label, spki]).toEqual([key.label, key.spki]);
    });

    it.each(ALGORITHMS)('signs with a %s key what its public key verifies', async (algorithm) => {
      const key = keyOf(algorithm);
      for (const octets of [Buffer.from('a'), randomBytes(100_000)]) {
        expect(isSignedBy(key, octets, await key.sign(octets))).toBe(true);
      }
      const signature = await key.sign(Buffer.from('one thing'));
      expect(isSignedBy(key, Buffer.from('another'), signature)).toBe(false);
    });

    it('writes an EC signature as the shortest ECDSA-Sig-Value, whatever its numbers are', async () => {
      const key = keyOf('p256');
      const octets = Buffer.from('the same');
      // One number in 256 starts with a zero octet, which DER leaves out.
      const signatures = await Promise.all(Array.from({ length: 300 }, () => key.sign(octets)));
      for (const signature of signatures) {
        expect(children(readExactly(signature)).map(({ tag }) => tag)).toEqual([2, 2]);
        if (!isSignedBy(key, octets, signature)) expect.unreachable('does not verify');
      }
    });

    it('gives each of many at once the signature of its own octets', async () => {
      const keys = ALGORITHMS.map(keyOf);
      const asked = Array.from({ length: 96 }, (_, n) => ({
        key: keys[n % keys.length] as HsmKey,
        octets: Buffer.from(`octets ${n}`),
      }));
      const signatures = await Promise.all(asked.map(({ key, octets }) => key.sign(octets)));
      for (const [n, { key, octets }] of asked.entries()) {
        expect(isSignedBy(key, octets, signatures[n] ?? Buffer.alloc(0))).toBe(true);
      }
    });

    it('has no key that nobody made', () => {
      const signer = open();
      expect(signer.hasKey('nobody')).toBe(false);
      expect(() => signer.findKey('nobody')).toThrow(
        expect.objectContaining({ type: 'HsmKeyMissing' }),
      );
    });

    it('says what module it is', () => {
      expect(Object.keys(open().identity()).toSorted()).toEqual([
        'cryptokiVersion',
        'firmwareVersion',
        'hardwareVersion',
        'label',
        'libraryDescription',
        'libraryManufacturer',
        'libraryVersion',
        'manufacturer',
        'model',
        'serialNumber',
      ]);
    });

    it('says how a private key is kept, and of none that nobody made', () => {
      expect(open().keyProtection(keyOf('p256').label)).toEqual({
        extractable: false,
        neverExtractable: true,
        sensitive: true,
        alwaysSensitive: true,
        local: true,
      });
      expect(() => open().keyProtection('nobody')).toThrow(
        expect.objectContaining({ type: 'HsmKeyMissing' }),
      );
    });
  });
}

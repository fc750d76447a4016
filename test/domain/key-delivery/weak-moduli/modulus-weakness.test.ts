import { generateKeyPairSync, generatePrimeSync, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FERMAT_ROUNDS,
  squareRoot,
} from '../../../../domain/key-delivery/weak-moduli/close-primes.ts';
import { modulusWeakness } from '../../../../domain/key-delivery/weak-moduli/modulus-weakness.ts';
import { hasRocaFingerprint } from '../../../../domain/key-delivery/weak-moduli/roca.ts';
import {
  remaindersOf,
  SMALL_PRIMES,
} from '../../../../domain/key-delivery/weak-moduli/small-primes.ts';
import { closePair, rocaPair } from '../../../adapters/x509/weak-keys.ts';

const modulusOf = ({ publicKey }: ReturnType<typeof rocaPair>): bigint =>
  BigInt(
    `0x${Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`,
  );

const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

/** A product (a − b)(a + b) without small factors that Fermat's method finds in about that round. */
function foundInRound(round: number): bigint {
  for (;;) {
    const a = BigInt(`0x${randomBytes(128).toString('hex')}`) | (1n << 1023n);
    // a − √(a² − b²) is about b² / 2a.
    const b = squareRoot(2n * a * BigInt(round));
    const n = (a - b) * (a + b);
    if (SMALL_PRIMES.every((small) => n % BigInt(small) !== 0n)) return n;
  }
}

describe('modulusWeakness', () => {
  it('finds the fingerprint of keys that were made as the flawed library makes them', () => {
    for (let i = 0; i < 3; i += 1) expect(modulusWeakness(modulusOf(rocaPair()))).toBe('roca');
  });

  it('finds a key whose primes are neighbours', () => {
    expect(modulusWeakness(modulusOf(closePair()))).toBe('closePrimes');
  });

  it.each([1, 2, 10, 50, FERMAT_ROUNDS - 1])('finds close primes in about round %d', (round) => {
    expect(modulusWeakness(foundInRound(round))).toBe('closePrimes');
  });

  it('finds a square', () => {
    expect(modulusWeakness(prime(1024) ** 2n)).toBe('closePrimes');
  });

  it.each([FERMAT_ROUNDS + 3, 1000])('looks no further than its rounds: %d', (round) => {
    expect(modulusWeakness(foundInRound(round))).toBeUndefined();
  });

  it.each(SMALL_PRIMES)('finds the factor %d', (factor) => {
    const other = (1n << 2040n) + 12_345n;
    expect(modulusWeakness(BigInt(factor) * other)).toBe('smallFactor');
  });

  it('says nothing of keys of OpenSSL', () => {
    for (let i = 0; i < 8; i += 1) {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      expect(modulusWeakness(modulusOf(pair))).toBeUndefined();
    }
  });

  it('says nothing of products of random primes', () => {
    for (let i = 0; i < 200; i += 1) {
      expect(modulusWeakness(prime(160) * prime(160))).toBeUndefined();
    }
  });
});

describe('remaindersOf', () => {
  it('is what long division gives by each prime', () => {
    const numbers = fc.bigInt({ min: 0n, max: 1n << 4096n });
    fc.assert(
      fc.property(numbers, (n) => {
        expect(remaindersOf(n)).toEqual(SMALL_PRIMES.map((small) => Number(n % BigInt(small))));
      }),
    );
  });
});

describe('hasRocaFingerprint', () => {
  it('holds for every power of 65537, and for none that one prime of the product betrays', () => {
    const product = SMALL_PRIMES.filter((p) => p <= 167).reduce((m, p) => m * BigInt(p), 1n);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 200n }), fc.nat(1000), (exponent, k) => {
        const n = BigInt(k) * product + (65537n ** exponent % product);
        expect(hasRocaFingerprint(remaindersOf(n))).toBe(true);
        // By 11 the powers of 65537 are 1 and 10; this one is 2.
        const moved = remaindersOf(n);
        moved[SMALL_PRIMES.indexOf(11)] = 2;
        expect(hasRocaFingerprint(moved)).toBe(false);
      }),
    );
  });
});

describe('squareRoot', () => {
  it('is the largest whose square is no larger', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 200n, max: 1n << 4096n }), (n) => {
        const root = squareRoot(n);
        expect(root * root <= n && n < (root + 1n) ** 2n).toBe(true);
      }),
    );
  });
});

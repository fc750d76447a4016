import { generatePrimeSync, randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { isWeakModulus } from '../../../adapters/x509/weak-rsa.ts';

const octetsOf = (n: bigint): Buffer => {
  const hex = n.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
};

/** Integer square root by bisection, for want of a second opinion. */
function squareRoot(n: bigint): bigint {
  let [low, high] = [0n, 1n << BigInt(n.toString(2).length)];
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const hasSmallFactor = (n: bigint): boolean => {
  for (let divisor = 2n; divisor < 752n; divisor += 1n) if (n % divisor === 0n) return true;
  return false;
};

/** A product (a − b)(a + b) without small factors that Fermat's method finds in about that round. */
function foundInRound(round: number): bigint {
  for (;;) {
    const a = BigInt(`0x${randomBytes(128).toString('hex')}`) | (1n << 1023n);
    // a − √(a² − b²) is about b² / 2a.
    const b = squareRoot(2n * a * BigInt(round));
    const n = (a - b) * (a + b);
    if (!hasSmallFactor(n)) return n;
  }
}

describe('isWeakModulus', () => {
  it.each([1, 2, 10, 50, 99])('finds close primes in about round %d', (round) => {
    expect(isWeakModulus(octetsOf(foundInRound(round)))).toBe(true);
  });

  it('finds a square', () => {
    expect(isWeakModulus(octetsOf(generatePrimeSync(1024, { bigint: true }) ** 2n))).toBe(true);
  });

  it.each([103, 1000])('looks no further than its rounds: %d', (round) => {
    expect(isWeakModulus(octetsOf(foundInRound(round)))).toBe(false);
  });

  it.each([3n, 167n, 751n])('finds the factor %d', (factor) => {
    expect(isWeakModulus(octetsOf(factor * generatePrimeSync(2040, { bigint: true })))).toBe(true);
  });

  it('says nothing of a product of two random primes', () => {
    const [p, q] = [0, 1].map(() => generatePrimeSync(1024, { bigint: true }));
    expect(isWeakModulus(octetsOf((p ?? 1n) * (q ?? 1n)))).toBe(false);
  });
});

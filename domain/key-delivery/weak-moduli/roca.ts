import { SMALL_PRIMES } from './small-primes.ts';

/** The primes up to this one are in the product M for every length of key from 512 bits on. */
const LAST_PRIME = 167;

/** The remainders that powers of 65537 leave by a prime. */
function powersOfF4(prime: number): ReadonlySet<number> {
  const residues = new Set<number>();
  for (let power = 1; !residues.has(power); power = (power * (65537 % prime)) % prime) {
    residues.add(power);
  }
  return residues;
}

const POWERS: readonly ReadonlySet<number>[] = SMALL_PRIMES.filter(
  (prime) => prime <= LAST_PRIME,
).map(powersOfF4);

/**
 * Whether a modulus has the fingerprint of the Infineon library (ROCA, CVE-2017-15361), given its remainders by
 * `SMALL_PRIMES`. The library chose primes as k·M + (65537^a mod M), M the product of the first primes, so the
 * modulus is a power of 65537 by each of them. A random modulus is so with a chance of about 2^-27.
 */
export const hasRocaFingerprint = (remainders: readonly number[]): boolean =>
  POWERS.every((powers, index) => powers.has(remainders[index] ?? 0));

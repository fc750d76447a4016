import { hasClosePrimes } from './close-primes.ts';
import { hasRocaFingerprint } from './roca.ts';
import { remaindersOf } from './small-primes.ts';

/** Why an RSA modulus can be factored, as codes of a defect of a key. */
export type ModulusWeakness = 'smallFactor' | 'roca' | 'closePrimes';

/**
 * The weakness of an RSA modulus of at least 256 bits that is cheap to find, the cheapest first; undefined if it has
 * none of them. CA/Browser Forum BR §6.1.1.3 asks a CA for the same three.
 */
export function modulusWeakness(n: bigint): ModulusWeakness | undefined {
  const remainders = remaindersOf(n);
  if (remainders.includes(0)) return 'smallFactor';
  if (hasRocaFingerprint(remainders)) return 'roca';
  return hasClosePrimes(n) ? 'closePrimes' : undefined;
}

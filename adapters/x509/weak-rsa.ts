/**
 * Recognises RSA moduli that are known to be factorable: a small prime factor, the fingerprint of
 * the Infineon library (ROCA, CVE-2017-15361), and primes so close that Fermat's method finds them.
 * The same three are asked of a CA by CA/Browser Forum BR §6.1.1.3; its Debian list is not held here.
 */

/** NIST SP 800-89 §5.3.3: the modulus has no factor smaller than this. */
const SMALL_FACTOR_BELOW = 752;

function primesBelow(limit: number): number[] {
  const primes: number[] = [];
  for (let n = 2; n < limit; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

/** Products of primes below 2^50, so that one long division serves several primes. */
function chunksOf(primes: readonly number[]): { product: bigint; primes: number[] }[] {
  const chunks: { product: number; primes: number[] }[] = [];
  for (const prime of primes) {
    const last = chunks.at(-1);
    if (last && last.product * prime < 2 ** 50) {
      last.product *= prime;
      last.primes.push(prime);
    } else {
      chunks.push({ product: prime, primes: [prime] });
    }
  }
  return chunks.map(({ product, primes: members }) => ({
    product: BigInt(product),
    primes: members,
  }));
}

/** The residues that powers of 65537 take modulo a prime. */
function powersOfF4(prime: number): ReadonlySet<number> {
  const residues = new Set<number>();
  for (let power = 1; !residues.has(power); power = (power * (65537 % prime)) % prime) {
    residues.add(power);
  }
  return residues;
}

const SMALL_PRIMES = chunksOf(primesBelow(SMALL_FACTOR_BELOW));

/**
 * The library chose primes as k·M + (65537^a mod M), M the product of the first primes, so the
 * modulus is a power of 65537 modulo each of them. The primes up to 167 are in M for every key
 * length from 512 bits on. A random modulus passes all of them with a chance of about 2^-27.
 */
const ROCA_RESIDUES: readonly (ReadonlySet<number> | undefined)[] = Array.from(
  { length: 168 },
  (_, n) => (n > 2 && primesBelow(168).includes(n) ? powersOfF4(n) : undefined),
);

/** Integer square root, rounded down. */
function squareRoot(n: bigint): bigint {
  // The leading bits come from floating point, rounded up; Newton's method, from above, the rest.
  const shift = BigInt(Math.max(0, (n.toString(16).length * 4 - 104) & ~1));
  const leading = Math.ceil(Math.sqrt(Number(n >> shift)) * (1 + 2 ** -50)) + 1;
  let root = BigInt(leading) << (shift >> 1n);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Moduli by which most numbers show that they are no squares. */
const SIEVE = [64, 63, 65, 11].map((modulus) => {
  const squares = Array.from({ length: modulus }, (_, n) => (n * n) % modulus);
  return { modulus, isSquare: Array.from({ length: modulus }, (_, n) => squares.includes(n)) };
});
const SIEVE_PRODUCT = 64 * 63 * 65 * 11;

/** Rounds of Fermat's method, as many as BR §6.1.1.3 asks for. */
const FERMAT_ROUNDS = 100;

/** Whether n = a² − b² with a within the rounds above the square root of n. */
function hasClosePrimes(n: bigint): boolean {
  const root = squareRoot(n);
  if (root * root === n) return true;
  const rest = Number(n % BigInt(SIEVE_PRODUCT));
  const first = Number(root % BigInt(SIEVE_PRODUCT));
  for (let round = 1; round <= FERMAT_ROUNDS; round += 1) {
    const a = (first + round) % SIEVE_PRODUCT;
    const difference = (((a * a) % SIEVE_PRODUCT) + SIEVE_PRODUCT - rest) % SIEVE_PRODUCT;
    if (SIEVE.every(({ modulus, isSquare }) => isSquare[difference % modulus])) {
      const whole = (root + BigInt(round)) ** 2n - n;
      if (squareRoot(whole) ** 2n === whole) return true;
    }
  }
  return false;
}

/** Whether the modulus (big-endian octets, at least 256 bits) has a weakness that is cheap to find. */
export function isWeakModulus(modulus: Buffer): boolean {
  const n = BigInt(`0x${modulus.toString('hex')}`);
  let hasFingerprint = true;
  for (const { product, primes } of SMALL_PRIMES) {
    const rest = Number(n % product);
    for (const prime of primes) {
      const residue = rest % prime;
      if (residue === 0) return true;
      if (ROCA_RESIDUES[prime]?.has(residue) === false) hasFingerprint = false;
    }
  }
  return hasFingerprint || hasClosePrimes(n);
}

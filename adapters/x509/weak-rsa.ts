/**
 * Recognises RSA moduli that are known to be factorable: a small prime factor, the fingerprint of
 * the Infineon library (ROCA, CVE-2017-15361), and primes so close that Fermat's method finds them.
 * The same three are asked of a CA by CA/Browser Forum BR §6.1.1.3; its Debian list is not held here.
 */

const SMALL_PRIMES_BELOW = 2000;

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

const SMALL_PRIMES = chunksOf(primesBelow(SMALL_PRIMES_BELOW));

/**
 * The library chose primes as k·M + (65537^a mod M), M the product of the first primes, so the
 * modulus is a power of 65537 modulo each of them. The primes up to 167 are in M for every key
 * length from 512 bits on. A random modulus passes all of them with a chance of about 2^-27.
 */
const ROCA_RESIDUES = new Map(
  primesBelow(168)
    .filter((prime) => powersOfF4(prime).size < prime - 1)
    .map((prime) => [prime, powersOfF4(prime)]),
);

/** Integer square root, rounded down. */
function squareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt((n.toString(16).length * 4 + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const residuesOfSquares = (modulus: number): ReadonlySet<number> =>
  new Set(Array.from({ length: modulus }, (_, n) => (n * n) % modulus));
const SQUARES_64 = residuesOfSquares(64);
/** Moduli whose product is 45,045: few numbers that are no squares pass all of them. */
const SQUARES = [63, 65, 11].map((modulus) => ({ modulus, squares: residuesOfSquares(modulus) }));

function isSquare(n: bigint): boolean {
  if (!SQUARES_64.has(Number(BigInt.asUintN(6, n)))) return false;
  const rest = Number(n % 45_045n);
  if (SQUARES.some(({ modulus, squares }) => !squares.has(rest % modulus))) return false;
  return squareRoot(n) ** 2n === n;
}

/** Rounds of Fermat's method, as many as BR §6.1.1.3 asks for. */
const FERMAT_ROUNDS = 100;

function hasClosePrimes(n: bigint): boolean {
  let a = squareRoot(n);
  if (a * a === n) return true;
  let difference = (a + 1n) ** 2n - n;
  for (let round = 0; round < FERMAT_ROUNDS; round += 1) {
    a += 1n;
    if (isSquare(difference)) return true;
    difference += 2n * a + 1n;
  }
  return false;
}

/** Whether the modulus (big-endian octets) has a weakness that is cheap to find. */
export function isWeakModulus(modulus: Buffer): boolean {
  const n = BigInt(`0x${modulus.toString('hex')}`);
  let hasFingerprint = true;
  for (const { product, primes } of SMALL_PRIMES) {
    const rest = Number(n % product);
    for (const prime of primes) {
      const residue = rest % prime;
      if (residue === 0) return true;
      if (ROCA_RESIDUES.get(prime)?.has(residue) === false) hasFingerprint = false;
    }
  }
  return hasFingerprint || hasClosePrimes(n);
}

/** Integer square root, rounded down. */
export function squareRoot(n: bigint): bigint {
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

/** Rounds of Fermat's method, as many as CA/Browser Forum BR §6.1.1.3 asks for. */
export const FERMAT_ROUNDS = 100;

/**
 * Whether the factors of a modulus are so close that Fermat's method finds them within its rounds: n = a² − b²
 * with a just above the square root of n. Two factors of one size that differ by random bits are never that close.
 */
export function hasClosePrimes(n: bigint): boolean {
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

/** Primes below a bound, ascending. */
export function primesBelow(bound: number): number[] {
  const primes: number[] = [];
  for (let n = 2; n < bound; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

/** NIST SP 800-89 §5.3.3: a modulus has no factor smaller than this. */
const SMALL_BELOW = 752;

/** The primes that a modulus is divided by. */
export const SMALL_PRIMES: readonly number[] = primesBelow(SMALL_BELOW);

interface Chunk {
  readonly product: bigint;
  readonly primes: readonly number[];
}

/** Products of primes below 2^50, so that one long division serves several primes. */
function chunksOf(primes: readonly number[]): Chunk[] {
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
  return chunks.map((chunk) => ({ ...chunk, product: BigInt(chunk.product) }));
}

const CHUNKS = chunksOf(SMALL_PRIMES);

/** Remainders of a number by each of `SMALL_PRIMES`, in their order. */
export function remaindersOf(n: bigint): number[] {
  return CHUNKS.flatMap(({ product, primes }) => {
    const rest = Number(n % product);
    return primes.map((prime) => rest % prime);
  });
}

import { createHash } from 'node:crypto';

/** Draws that depend on the seed alone, so that the same seed gives the same person for ever. */
export class SeededRandom {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    this.#drawn += 1;
    const digest = createHash('sha256').update(`${this.#seed}\n${this.#drawn}`).digest();
    return min + (digest.readUInt32BE(0) % (max - min + 1));
  }

  /** One of the values. */
  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T;
  }

  /** True in one of `n` cases. */
  oneIn(n: number): boolean {
    return this.integer(1, n) === 1;
  }
}

/** How many may come, and from how many different sides it is remembered. */
export interface BucketLimits {
  /** Of a key that has no number of its own: a minute's worth may come at once; then as many as flow in. */
  readonly perMinute: number;
  /** Buckets kept; of more, the one that was used longest ago is forgotten. */
  readonly bucketsMax?: number;
  /** Milliseconds that never run backwards. */
  readonly clock?: () => number;
}

const BUCKETS_MAX = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * A token bucket for each key, in the memory of this process. One that was never used is full, so what is
 * forgotten gives more, never less: a flood from many sides cannot lock anybody out.
 */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #max: number;
  readonly #clock: () => number;
  /** Ordered by use, the oldest first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor({ perMinute, bucketsMax, clock }: BucketLimits) {
    this.#perMinute = perMinute;
    this.#max = bucketsMax ?? BUCKETS_MAX;
    this.#clock = clock ?? (() => performance.now());
  }

  /** Seconds until the key has one to take, in whole seconds rounded up; 0 if it has one now. */
  wait(key: string, perMinute = this.#perMinute): number {
    const { left } = this.#filled(key, perMinute);
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / perMinute);
  }

  /** How many the key could take now. */
  left(key: string, perMinute = this.#perMinute): number {
    return Math.floor(this.#filled(key, perMinute).left);
  }

  /**
   * Takes one. @returns 0, or if there is none the seconds until there is; then nothing is taken.
   *
   * @param perMinute the key's own, where it has one: from the next take on, wherever it stood before.
   */
  take(key: string, perMinute = this.#perMinute): number {
    const seconds = this.wait(key, perMinute);
    if (seconds > 0) return seconds;
    const { left, at } = this.#filled(key, perMinute);
    this.#buckets.delete(key);
    this.#forgetOldest();
    this.#buckets.set(key, { left: left - 1, at });
    return 0;
  }

  #filled(key: string, perMinute: number): Bucket {
    const at = this.#clock();
    const bucket = this.#buckets.get(key);
    if (!bucket) return { left: perMinute, at };
    const flowedIn = ((at - bucket.at) / 60_000) * perMinute;
    return { left: Math.min(perMinute, bucket.left + flowedIn), at };
  }

  #forgetOldest(): void {
    if (this.#buckets.size < this.#max) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/**
 * Keeps lately used values of a pure function. Bounded, so that a stream of hostile inputs costs no
 * memory; what falls out is computed again.
 *
 * Two generations: what was not asked for while a generation filled up goes with the next. That is
 * close to least recently used, and a hit costs one look-up and no reordering.
 */
export class BoundedCache<V> {
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  readonly #generationMax: number;

  /** @param entriesMax the most that is kept, in both generations together */
  constructor(entriesMax: number) {
    this.#generationMax = Math.max(1, Math.floor(entriesMax / 2));
  }

  /** The kept value, or the one that `make` gives now. What `make` throws is not kept. */
  get(key: string, make: () => V): V {
    const kept = this.#young.get(key);
    if (kept !== undefined) return kept;
    const value = this.#old.get(key) ?? make();
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }

  /** Entries kept, those in both generations counted twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

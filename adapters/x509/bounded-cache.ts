/**
 * Keeps the most recently used values of a pure function. Bounded, so that a stream of hostile
 * inputs costs no memory; what falls out is computed again.
 */
export class BoundedCache<V> {
  readonly #entries = new Map<string, V>();
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  /** The kept value, or the one that `make` gives now. What `make` throws is not kept. */
  get(key: string, make: () => V): V {
    const kept = this.#entries.get(key);
    if (kept !== undefined) {
      // A Map lists in order of insertion: taking out and putting back makes it the newest.
      this.#entries.delete(key);
      this.#entries.set(key, kept);
      return kept;
    }
    const made = make();
    this.#entries.set(key, made);
    if (this.#entries.size > this.#entriesMax) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    return made;
  }

  get size(): number {
    return this.#entries.size;
  }
}

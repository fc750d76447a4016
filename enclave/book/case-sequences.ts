/** Reads the last number of each case that has one. */
export type ReadSequences = (
  cases: readonly string[],
) => Promise<readonly { readonly id: string; readonly seq: number }[]>;

/** Cases remembered: those under way, and far more. */
const CASES_MAX = 10_000;

/**
 * The last number that each case has in the room's book, as its one writer knows it. What is not known is read.
 *
 * That is safe because a number taken twice breaks `case_seq_unique`, and undoes what it was written with: whoever
 * fails to write forgets, and reads again.
 */
export class CaseSequences {
  readonly #read: ReadSequences;
  readonly #known = new Map<string, number>();

  constructor(read: ReadSequences) {
    this.#read = read;
  }

  /** Last number of each case after so many more entries. */
  async after(counts: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const unknown = [...counts.keys()].filter((id) => !this.#known.has(id));
    const read = new Map<string, number>();
    if (unknown.length > 0) {
      for (const { id, seq } of await this.#read(unknown)) read.set(id, seq);
    }
    return new Map(
      [...counts].map(([id, n]) => [id, (this.#known.get(id) ?? read.get(id) ?? 0) + n]),
    );
  }

  /** Remembers what was committed. */
  note(lastSeqs: ReadonlyMap<string, number>): void {
    for (const [id, seq] of lastSeqs) {
      this.#known.delete(id);
      this.#known.set(id, seq);
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= CASES_MAX) break;
      this.#known.delete(id);
    }
  }

  forget(cases: Iterable<string>): void {
    for (const id of cases) this.#known.delete(id);
  }
}

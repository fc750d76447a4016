/** What one look at the entries that wait says about those that may still come. */
export interface Look {
  /** Transactions before this one have ended (`pg_snapshot_xmin`). */
  readonly xmin: bigint;
  /**
   * The transaction of the look itself (`pg_current_xact_id`): every one that ran before has a lower id. Not
   * `pg_snapshot_xmax`: that is one past the newest that ended, and one that runs may lie above it.
   */
  readonly own: bigint;
  /** Newest ordinal that was given out. */
  readonly lastOrdinal: number;
  /** Ordinal up to which every entry that could be seen has its place now. */
  readonly tookTo: number;
}

/** How often one looks behind the horizon, and how far, in milliseconds. */
const LOOK_BACK_EVERY_MS = 60_000;
const LOOK_BACK_MS = 600_000;

/**
 * The ordinal up to which no entry can be waiting any more, so that nobody looks there.
 *
 * Ordinals are given out when an entry is written and seen when its transaction ends, so a lower one may
 * come to sight after a higher one. Once every transaction that ran when an ordinal was given out has
 * ended, all up to it are seen or never will be. Between taking an ordinal and being counted as running a
 * transaction has a moment; so the ordinal is the one of the look before. A program stopped in just that
 * moment for longer is found when one looks back, each minute, at the last ten. Over a start of the
 * sequencer it is not: reconciliation names what waits then (Q1).
 */
export class Horizon {
  #low: number;
  #last: number | undefined;
  #mark: { readonly ordinal: number; readonly own: bigint } | undefined;
  #past: { readonly at: number; readonly low: number }[] = [];
  #lookedBackAt = Number.NEGATIVE_INFINITY;

  /** @param low what an earlier horizon came to: what is passed once is passed for good. */
  constructor(low: number) {
    this.#low = low;
  }

  /** What has been passed. */
  get low(): number {
    return this.#low;
  }

  /** The ordinal behind which to look now. @param at milliseconds since 1970. */
  from(at: number): number {
    if (at - this.#lookedBackAt < LOOK_BACK_EVERY_MS) return this.#low;
    this.#lookedBackAt = at;
    while ((this.#past[1]?.at ?? at) < at - LOOK_BACK_MS) this.#past.shift();
    const from = this.#past[0]?.low ?? this.#low;
    this.#past.push({ at, low: this.#low });
    return from;
  }

  /** Learns from a look. */
  take(look: Look): void {
    if (this.#mark && look.xmin > this.#mark.own) {
      this.#low = Math.max(this.#low, Math.min(this.#mark.ordinal, look.tookTo));
      if (look.tookTo >= this.#mark.ordinal) this.#mark = undefined;
    }
    if (this.#last !== undefined) this.#mark ??= { ordinal: this.#last, own: look.own };
    this.#last = look.lastOrdinal;
  }
}

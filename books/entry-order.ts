/** Checks, entry by entry in the order of the log, what no entry shows alone. */

import { BookBroken } from './book-broken.ts';
import type { LogName } from './entry.ts';
import { UuidTable } from './uuid-table.ts';

/** What of an entry says where it stands. */
interface Ordered {
  readonly log: LogName;
  readonly id: string;
  readonly case?: string;
  readonly seq?: number;
}

/**
 * Holds the entries of one log against each other: all are of this log, no id occurs twice, and the
 * entries of a case count 1, 2, 3 …
 */
export class EntryOrder {
  readonly #log: LogName;
  readonly #ids = new UuidTable();
  readonly #lastSeq = new UuidTable();

  constructor(log: LogName) {
    this.#log = log;
  }

  /** Number of cases seen. */
  get cases(): number {
    return this.#lastSeq.count;
  }

  /** Takes the next entry. @throws BookBroken with `entryLog`, `idUnique` or `caseSequence` */
  take(entry: Ordered, index: number): void {
    if (entry.log !== this.#log) throw new BookBroken('entryLog', index, `not ${this.#log}`);
    if (this.#ids.get(entry.id) !== 0) throw new BookBroken('idUnique', index, entry.id);
    this.#ids.set(entry.id, 1);
    if (entry.case === undefined || entry.seq === undefined) return;
    const expected = this.#lastSeq.get(entry.case) + 1;
    if (entry.seq !== expected) {
      const detail = `case ${entry.case} has ${entry.seq} where ${expected} is due`;
      throw new BookBroken('caseSequence', index, detail);
    }
    this.#lastSeq.set(entry.case, expected);
  }
}

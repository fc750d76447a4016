import { sql, type SQL } from 'drizzle-orm';
import type { Tip } from '../../books/tip.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Queryable } from '../office-database.ts';

/** What a statement is given to assert: place and leaf hash of an entry; the place is -1 for none. */
export interface KnownTip {
  readonly knownIndex: number;
  readonly knownLeaf: Buffer;
}

/** Anything that answers a query: a pool, or a connection of it. */
interface Answering {
  query(text: string, values: unknown[]): Promise<{ rows: { holds: boolean }[] }>;
}

/**
 * Condition in SQL that the entry a program knows is in the book as it knows it. Two looks into
 * indexes and one SHA-256; in a statement that writes it costs no round trip.
 *
 * @param index parameter that holds the place, @param leaf the leaf hash (RFC 6962 §2.1).
 */
export const knowsTip = (index: string, leaf: string): string =>
  `(${index}::bigint < 0 or exists (select 1 from book_places place
    join book_entries known on known.id = place.entry_id
    where place.log_index = ${index}::bigint
      and sha256('\\x00'::bytea || known.octets) = ${leaf}::bytea))`;

/** The same for drizzle. */
export const knowsTipSql = (index: unknown, leaf: unknown): SQL<boolean> =>
  sql<boolean>`(${index}::bigint < 0 or exists (select 1 from book_places place
    join book_entries known on known.id = place.entry_id
    where place.log_index = ${index}::bigint
      and sha256('\\x00'::bytea || known.octets) = ${leaf}::bytea))`;

/** The condition with the placeholders that `BookFence.values` fills. */
export const knowsTipPrepared = (): SQL<boolean> =>
  knowsTipSql(sql.placeholder('knownIndex'), sql.placeholder('knownLeaf'));

/**
 * What a program knows of the office book, so that it never writes into a database that has lost it.
 *
 * A program that runs remembers the last entry it has seen published. Whatever it writes carries the
 * condition that this entry is still there: on a database that was restored beneath it, nothing is
 * written, and the failure is `BooksBehind`. Once the database has the entry again, it goes on.
 */
export class BookFence {
  #known: Tip | undefined;
  #behind: DomainError | undefined;

  /** What statements assert. */
  get values(): KnownTip {
    const { index = -1, leafHash = Buffer.alloc(0) } = this.#known ?? {};
    return { knownIndex: index, knownLeaf: leafHash };
  }

  /** The failure, from when it was noticed until the database has what it lost. */
  get behind(): DomainError | undefined {
    return this.#behind;
  }

  /** Learns of an entry that is under a checkpoint. */
  observe(tip: Tip | undefined): void {
    if (tip && tip.index > (this.#known?.index ?? -1)) this.#known = tip;
  }

  /** Looks whether the database has what is known. @throws DomainError `BooksBehind` */
  async assertHolds(database: Answering): Promise<void> {
    if (!this.#known) return;
    const { knownIndex, knownLeaf } = this.values;
    const { rows } = await database.query(`select ${knowsTip('$1', '$2')} as holds`, [
      knownIndex,
      knownLeaf,
    ]);
    this.#take(rows[0]?.holds === true);
  }

  /** The same as the first act of a transaction: it holds until the transaction ends. */
  async assertIn(tx: Queryable): Promise<void> {
    if (!this.#known) return;
    const { knownIndex, knownLeaf } = this.values;
    const { rows } = await tx.execute<{ holds: boolean }>(
      sql`select ${knowsTipSql(knownIndex, knownLeaf)} as holds`,
    );
    this.#take(rows[0]?.holds === true);
  }

  #take(holds: boolean): void {
    this.#behind = holds
      ? undefined
      : new DomainError('BooksBehind', `the database lost entry ${this.values.knownIndex}`);
    if (this.#behind) throw this.#behind;
  }
}

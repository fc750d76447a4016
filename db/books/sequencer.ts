import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import { LogPublisher, type Published, type PublisherDependencies } from '../../books/publisher.ts';
import { leafHash } from '../../books/merkle.ts';
import type { Tip } from '../../books/tip.ts';
import { Horizon } from './horizon.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { knowsTip } from './book-fence.ts';

/** What the sequencer of the office book needs. */
export interface SequencerDependencies extends Omit<PublisherDependencies, 'hasPen'> {
  readonly pool: pg.Pool;
  /** Pause between two integrations, in milliseconds. */
  readonly intervalMs: number;
  /** Told of the last entry under each checkpoint. */
  readonly onPublished?: (tip: Tip) => void;
  /** Called when the sequencer cannot go on; the program must stop. */
  readonly onBroken: (error: unknown) => void;
}

/** Entries given a place in one transaction. */
const BATCH_MAX = 2048;

/** Key of the advisory lock that makes one sequencer of many processes. */
const LOCK_KEY = 0x746f726f;

/** Notes what the newest checkpoint covers, for whoever looks at the database; once. */
const NOTE_TIP = `update book_tip set size = $1, root = $2, checkpoint = $3, horizon = $4, at = now()
  where origin = $5 and fence = $6 and size <> $1`;

/**
 * Gives a place to what waits behind the horizon; none on a database that has not the last entry which
 * this sequencer gave one, or that another sequencer has. Notes the last publication on the way: with a
 * statement of its own every entry would wait for that round trip, too.
 */
const GIVE_PLACES = `
with noted as (
  ${NOTE_TIP}
), known as materialized (
  select ${knowsTip('$8', '$9')} as holds, pg_current_snapshot() as snapshot,
    exists (select 1 from book_tip where origin = $5 and fence = $6) as "isOurs"
), waiting as materialized (
  select id, ordinal, octets, row_number() over (order by ordinal) - 1 as place
  from (
    select e.id, e.ordinal, e.octets from book_entries e
    where e.ordinal > $10 and not exists (select 1 from book_places p where p.entry_id = e.id)
    order by e.ordinal limit ${BATCH_MAX}
  ) w
  where (select holds and "isOurs" from known)
), given as (
  insert into book_places (log_index, entry_id) select $7::bigint + place, id from waiting
)
select k.holds, k."isOurs", pg_snapshot_xmin(k.snapshot) as xmin, pg_current_xact_id() as own,
  case when s.is_called then s.last_value else s.last_value - 1 end as "lastOrdinal",
  w.ordinal, w.octets
from known k cross join book_entries_ordinal_seq s left join waiting w on true order by w.place`;

/**
 * The way over the order of writing, whatever the statistics say: they are old when a book grows fast,
 * and a plan made for a small book would read all of a large one.
 */
const PLAN = 'set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off';

/** A row of it; without octets if nothing waited. */
interface Given {
  readonly holds: boolean;
  readonly isOurs: boolean;
  readonly xmin: string;
  readonly own: string;
  readonly lastOrdinal: string;
  readonly ordinal: string | null;
  readonly octets: Buffer | null;
}

/**
 * Gives the entries of the office book their place and publishes them: the one sequencer of the book.
 *
 * Any number of programs write entries in their own transactions; this one integrates what has been
 * committed, in the order of writing. Within a case that is the order of `seq`, because a case's counter
 * row is locked until its transaction ends. Place first, then files: a crash between leaves entries with
 * a place and no checkpoint, which the next start publishes.
 */
export class Sequencer {
  readonly #deps: SequencerDependencies;
  readonly #lock: pg.PoolClient;
  readonly #publisher: LogPublisher;
  readonly #fence: number;
  #size: number;
  /** The last entry that has a place. */
  #tip: Tip | undefined;
  readonly #horizon: Horizon;
  /** The last publication; none yet says nothing about the book. */
  #published: Published | undefined;
  #isStopping = false;
  /** Ends with whether the sequencer could still go on. */
  #running: Promise<boolean> = Promise.resolve(true);

  private constructor(
    deps: SequencerDependencies,
    held: {
      lock: pg.PoolClient;
      publisher: LogPublisher;
      fence: number;
      size: number;
      horizon: number;
    },
  ) {
    this.#deps = deps;
    this.#lock = held.lock;
    this.#publisher = held.publisher;
    this.#fence = held.fence;
    this.#size = held.size;
    this.#horizon = new Horizon(held.horizon);
  }

  /**
   * Waits for the lock, brings the published log up to the database and starts.
   *
   * @throws DomainError `BooksBehind` if the second medium has an entry that the database has not.
   */
  static async start(deps: SequencerDependencies): Promise<Sequencer> {
    const lock = await deps.pool.connect();
    try {
      return await Sequencer.#startWith(deps, lock);
    } catch (error) {
      lock.release(true);
      throw error;
    }
  }

  static async #startWith(deps: SequencerDependencies, lock: pg.PoolClient): Promise<Sequencer> {
    await lock.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    let pen = Number.NaN;
    const publisher = await LogPublisher.open({
      ...deps,
      hasPen: () => hasPen(deps, pen),
      onSettled: () => step('book.3-settled'),
    });
    const { rows } = await lock.query<{ fence: string; size: string; horizon: string }>(
      `insert into book_tip (origin, size, root, fence, checkpoint, at)
       values ($1, 0, '\\x', 1, '', now())
       on conflict (origin) do update set fence = book_tip.fence + 1
       returning fence, horizon, (select coalesce(max(log_index) + 1, 0) from book_places) as size`,
      [deps.origin],
    );
    const [fence, size] = [Number(rows[0]?.fence), Number(rows[0]?.size)];
    pen = fence;
    if (publisher.size > size) {
      throw new DomainError('BooksBehind', `database ${size}, second medium ${publisher.size}`);
    }
    if (publisher.tip) await requireEntry(lock, publisher.tip);
    await publisher.takeOver();
    await lock.query(PLAN);
    const sequencer = new Sequencer(deps, {
      lock,
      publisher,
      fence,
      size,
      horizon: Number(rows[0]?.horizon),
    });
    await sequencer.#publishIndexed();
    sequencer.#running = sequencer.#loop();
    return sequencer;
  }

  /** Entries that have their place. */
  get size(): number {
    return this.#size;
  }

  async #publishIndexed(): Promise<void> {
    while (this.#publisher.size < this.#size) {
      const { rows } = await this.#lock.query<{ octets: Buffer }>(
        `select e.octets from book_places p join book_entries e on e.id = p.entry_id
         where p.log_index >= $1 order by p.log_index limit ${BATCH_MAX}`,
        [this.#publisher.size],
      );
      await this.#publish(rows.map((row) => row.octets));
    }
    this.#tip = this.#publisher.tip;
    if (this.#tip) this.#deps.onPublished?.(this.#tip);
  }

  async #loop(): Promise<boolean> {
    try {
      while (!this.#isStopping) {
        const next = performance.now() + this.#deps.intervalMs;
        const count = await this.#integrate();
        if (count < BATCH_MAX) await sleep(Math.max(1, next - performance.now()));
      }
      return true;
    } catch (error) {
      if (!this.#isStopping) this.#deps.onBroken(error);
      return false;
    }
  }

  async #noteTip(): Promise<void> {
    await this.#lock.query(NOTE_TIP, this.#tipNote());
  }

  async #integrateAll(): Promise<void> {
    while ((await this.#integrate()) === BATCH_MAX);
  }

  async #integrate(): Promise<number> {
    const { index, leafHash: leaf } = this.#tip ?? { index: -1, leafHash: Buffer.alloc(0) };
    const at = Date.now();
    const { rows } = await this.#lock.query<Given>({
      name: 'give-places',
      text: GIVE_PLACES,
      values: [...this.#tipNote(), this.#size, index, leaf, this.#horizon.from(at)],
    });
    const [first] = rows;
    if (first?.isOurs !== true) {
      throw new DomainError('BooksBehind', 'another sequencer has the book');
    }
    if (!first.holds) throw new DomainError('BooksBehind', `entry ${index} is gone`);
    const inOrder = rows.flatMap(({ octets }) => (octets === null ? [] : [octets]));
    this.#horizon.take({
      xmin: BigInt(first.xmin),
      own: BigInt(first.own),
      lastOrdinal: Number(first.lastOrdinal),
      tookTo: inOrder.length < BATCH_MAX ? Number.POSITIVE_INFINITY : Number(rows.at(-1)?.ordinal),
    });
    if (inOrder.length === 0) return 0;
    step('book.1-indexed');
    this.#size += inOrder.length;
    this.#tip = { index: this.#size - 1, leafHash: leafHash(inOrder.at(-1) as Buffer) };
    await this.#publish(inOrder);
    step('book.2-published');
    this.#deps.onPublished?.(this.#tip);
    return inOrder.length;
  }

  async #publish(octets: readonly Buffer[]): Promise<void> {
    this.#published = await this.#publisher.publish(octets);
  }

  /** Parameters of `NOTE_TIP`. A crash before it is noted leaves an older note until the next publication. */
  #tipNote(): unknown[] {
    const { size, root, checkpoint } = this.#published ?? {};
    return [size, root, checkpoint, this.#horizon.low, this.#deps.origin, this.#fence];
  }

  /**
   * Publishes what was committed before and gives the lock back: of what has been written by then nothing
   * is missing on the second medium. Whoever writes on has its acts published by the next start.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const canGoOn = await this.#running;
    try {
      if (canGoOn) {
        await this.#integrateAll();
        await this.#noteTip();
      }
    } finally {
      await this.#publisher.settle().finally(() => this.#lock.release(true));
    }
  }
}

/** The same size is not the same book. */
async function requireEntry(lock: pg.PoolClient, { index, leafHash: leaf }: Tip): Promise<void> {
  const { rows } = await lock.query<{ holds: boolean }>(`select ${knowsTip('$1', '$2')} as holds`, [
    index,
    leaf,
  ]);
  if (rows[0]?.holds !== true) throw new DomainError('BooksBehind', `entry ${index} is another`);
}

/** Whether no other sequencer has started since. */
async function hasPen({ pool, origin }: SequencerDependencies, fence: number): Promise<boolean> {
  const { rows } = await pool.query('select 1 from book_tip where origin = $1 and fence = $2', [
    origin,
    fence,
  ]);
  return rows.length === 1;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

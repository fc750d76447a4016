import { step } from '../../adapters/telemetry/steps.ts';
import { encodeEntry, type EntryInput, type EntryInputOf } from '../../books/entry.ts';
import type { EventName } from '../../books/events/all-events.ts';
import { leafHash } from '../../books/merkle.ts';
import { LogPublisher, type Beside, type PublisherDependencies } from '../../books/publisher.ts';
import type { Tip } from '../../books/tip.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CodeRows } from './code-rows.ts';
import type { KeyRows } from './key-rows.ts';
import { takenSerialNumber } from './taken-serial.ts';
import type {
  CompletionRow,
  EntryRow,
  IntentRow,
  RefusedKeyRows,
  RoomStore,
  SwitchRow,
} from './room-store.ts';

/** An entry of the room before the book gives it format, log and place in its case. */
export type RoomEntry = { [E in EventName]: Omit<EntryInputOf<E>, 'log' | 'seq'> }[EventName];

/** One act: its entries, and the rows that stand or fall with them. */
export interface RoomAct {
  readonly entries: readonly RoomEntry[];
  readonly intent?: IntentRow;
  readonly completion?: CompletionRow;
  readonly switch?: SwitchRow;
  readonly refusedKeys?: RefusedKeyRows;
  readonly keys?: KeyRows;
  readonly codes?: CodeRows;
}

/** What the book needs. */
export interface RoomBookDependencies extends Omit<PublisherDependencies, 'hasPen'> {
  readonly store: RoomStore;
  /** Called once when the book can no longer be written; the program must stop. */
  readonly onBroken: (error: unknown) => void;
}

interface Waiting {
  readonly act: RoomAct;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Acts in one transaction at most: bounds its size and its time. */
const BATCH_MAX = 256;

/**
 * The enclave book: the one writer of the room's log (promise 2: no checkpointed intent, no signature).
 *
 * Acts that arrive while a batch is being written wait and share the next one: one transaction, one
 * write to the second medium, one checkpoint for all of them, so the cost an act falls under load. The
 * transaction of a batch runs while the files of the one before it are written.
 */
export class RoomBook {
  readonly #deps: RoomBookDependencies;
  readonly #publisher: LogPublisher;
  readonly #fence: number;
  #entries: number;
  /** The last entry that is committed: what every batch asserts. */
  #tip: Tip | undefined;
  #queue: Waiting[] = [];
  #lastAt = 0;
  #isWriting = false;
  #published: Promise<void> = Promise.resolve();
  #broken: unknown;

  private constructor(deps: RoomBookDependencies, publisher: LogPublisher, fence: number) {
    this.#deps = deps;
    this.#publisher = publisher;
    this.#fence = fence;
    this.#entries = publisher.size;
  }

  /**
   * Takes the pen and brings the published log up to the database: entries that were committed but not
   * yet under a checkpoint when the last holder died are published now.
   *
   * @throws DomainError `BooksBehind` if the second medium has an entry that the database has not.
   */
  static async open(deps: RoomBookDependencies): Promise<RoomBook> {
    // Looked at before the pen is taken: a start with the wrong folder must not stop the room that runs.
    let pen = Number.NaN;
    const publisher = await LogPublisher.open({
      ...deps,
      hasPen: () => deps.store.hasPen(pen),
      onSettled: (published) => {
        step('room-book.3-settled');
        // For whoever looks at the database; the second medium is what a restart believes.
        void deps.store.noteCheckpoint(published).catch(() => undefined);
      },
    });
    const before = await deps.store.countEntries();
    if (publisher.size > before) {
      throw new DomainError('BooksBehind', `database ${before}, second medium ${publisher.size}`);
    }
    if (publisher.tip) await deps.store.requireEntry(publisher.tip);
    const { fence, entries, lastAt } = await deps.store.takeFence();
    pen = fence;
    const book = new RoomBook(deps, publisher, fence);
    await publisher.takeOver();
    while (publisher.size < entries) {
      await publisher.publish(await deps.store.entriesFrom(publisher.size, BATCH_MAX));
    }
    book.#entries = entries;
    book.#tip = publisher.tip;
    book.#lastAt = lastAt;
    return book;
  }

  /** Instant of the newest entry, in milliseconds since 1970: a clock behind it must not sign. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Entries in the log. */
  get size(): number {
    return this.#entries;
  }

  /**
   * Counts a call of the HSM for an order that has its intent: a room that lost the pen may not sign.
   *
   * @throws DomainError `BooksBehind`; the book is broken then.
   */
  async countAttempt(orderId: string): Promise<number> {
    this.assertSound();
    try {
      const known = { fence: this.#fence, tip: this.#publisher.tip };
      return await this.#deps.store.countAttempt(orderId, known);
    } catch (error) {
      if (isBehind(error)) this.#break([], error);
      throw error;
    }
  }

  /**
   * Looks whether the database still has what is published: it may be restored while nothing is written.
   *
   * @throws DomainError `BooksBehind`; the book is broken then.
   */
  async assertNotBehind(): Promise<void> {
    this.assertSound();
    try {
      if (this.#publisher.tip) await this.#deps.store.requireEntry(this.#publisher.tip);
    } catch (error) {
      if (isBehind(error)) this.#break([], error);
      throw error;
    }
  }

  /** @throws what broke the book, if it can no longer be written. */
  assertSound(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  /**
   * Writes an act. On return its rows are committed, its entries are under a signed checkpoint, and
   * both are on the second medium with the sealed TBS of an intent.
   */
  write(act: RoomAct): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const written = new Promise<void>((resolve, reject) => {
      this.#queue.push({ act, resolve, reject });
    });
    if (!this.#isWriting) void this.#drain();
    return written;
  }

  /** Brings what is written into the tiles, now. */
  async settle(): Promise<void> {
    if (this.#broken === undefined) await this.#publisher.settle();
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    // One turn of the loop lets everything that became ready together share the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH_MAX);
      try {
        await this.#writeBatch(batch);
      } catch (error) {
        await this.#fail(batch, error);
      }
    }
    this.#isWriting = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const acts = batch.map((w) => w.act);
    const { entries, intents } = await this.#commit(acts);
    step('room-book.1-committed');
    this.#entries += entries.length;
    const last = entries.at(-1);
    if (last) this.#tip = { index: last.index, leafHash: leafHash(last.octets) };
    this.#lastAt = Math.max(this.#lastAt, ...entries.map((e) => e.at.getTime()));
    // A crash here: entries are in the database without a checkpoint, nothing was signed for them;
    // the next `open` publishes them, and the retry of the activity goes on at the signature.
    const before = this.#published;
    this.#published = before
      .then(() =>
        this.#publish(
          entries.map((e) => e.octets),
          intents,
        ),
      )
      .then(
        () => batch.forEach((w) => w.resolve()),
        (error: unknown) => this.#break(batch, error),
      );
    // One batch in the files, one in the database: more would only grow the queue between them.
    await before;
  }

  async #commit(acts: readonly RoomAct[]): Promise<{ entries: EntryRow[]; intents: IntentRow[] }> {
    const counts = new Map<string, number>();
    for (const { entries } of acts) {
      for (const { case: id } of entries) if (id) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const intents = acts.flatMap((act) => act.intent ?? []);
    const completions = acts.flatMap((act) => act.completion ?? []);
    const tip = { entries: this.#entries, fence: this.#fence, last: this.#tip };
    const batch = await this.#deps.store.writeBatch(tip, counts, (lastSeqs) => ({
      entries: encodeAll(acts, { firstIndex: tip.entries, counts, lastSeqs }),
      intents,
      completions,
      switches: acts.flatMap((act) => act.switch ?? []),
      refusedKeys: acts.flatMap((act) => act.refusedKeys ?? []),
      keys: acts.flatMap((act) => act.keys ?? []),
      codes: acts.flatMap((act) => act.codes ?? []),
    }));
    return { entries: [...batch.entries], intents };
  }

  async #publish(octets: readonly Buffer[], intents: readonly IntentRow[]): Promise<void> {
    // A batch before it is not under a checkpoint: this one would take its place in the log.
    this.assertSound();
    if (octets.length === 0) return;
    await this.#publisher.publish(octets, sealedTbs(intents));
    step('room-book.2-published');
  }

  /** A batch that the database refused: alone, each act gets its own answer. */
  async #fail(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (batch.length === 1 || isBehind(error)) {
      if (isBehind(error)) this.#break(batch, error);
      else batch.forEach((w) => w.reject(error));
      return;
    }
    for (const waiting of batch) {
      await this.#writeBatch([waiting]).catch((reason: unknown) => this.#fail([waiting], reason));
    }
  }

  #break(batch: readonly Waiting[], error: unknown): void {
    const isFirst = this.#broken === undefined;
    this.#broken ??= error;
    for (const waiting of [...batch, ...this.#queue.splice(0)]) waiting.reject(error);
    if (isFirst) this.#deps.onBroken(error);
  }
}

const isBehind = (error: unknown): boolean =>
  error instanceof DomainError && error.type === 'BooksBehind';

interface Numbering {
  readonly firstIndex: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly lastSeqs: ReadonlyMap<string, number>;
}

/** Encodes the entries of a batch in order, each with its index and its `seq` in the case. */
function encodeAll(acts: readonly RoomAct[], numbering: Numbering): EntryRow[] {
  const next = new Map<string, number>();
  for (const [id, last] of numbering.lastSeqs) next.set(id, last - (numbering.counts.get(id) ?? 0));
  const rows: EntryRow[] = [];
  for (const entry of acts.flatMap((act) => act.entries)) {
    const seq = entry.case === undefined ? undefined : (next.get(entry.case) ?? 0) + 1;
    if (entry.case !== undefined && seq !== undefined) next.set(entry.case, seq);
    const place = seq === undefined ? {} : { seq };
    const whole = { ...entry, log: 'enclave', ...place } as EntryInput;
    rows.push({
      index: numbering.firstIndex + rows.length,
      id: entry.id,
      event: entry.event,
      caseId: entry.case,
      seq,
      at: new Date(entry.at),
      octets: encodeEntry(whole),
      serialNumber: takenSerialNumber(entry),
    });
  }
  return rows;
}

/**
 * The sealed TBS of a batch: per TBS its hash (32 octets), length (4), sealed octets. With the intent
 * entries it lets a room that lost its database sign the very same bytes again.
 */
function sealedTbs(intents: readonly IntentRow[]): Beside | undefined {
  if (intents.length === 0) return undefined;
  const octets = Buffer.concat(
    intents.flatMap(({ tbsSha256, tbsSealed }) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(tbsSealed.length);
      return [Buffer.from(tbsSha256, 'hex'), length, tbsSealed];
    }),
  );
  return { folder: 'tbs', octets };
}

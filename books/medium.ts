/**
 * Reads a whole log from its second medium, proven: tiles under their checkpoint, then the tail behind it.
 */

import { BookBroken } from './book-broken.ts';
import { readCheckpoint, readCheckpointText, type Checkpoint } from './checkpoint.ts';
import { readEntry, type Entry, type LogName } from './entry.ts';
import { EntryOrder } from './entry-order.ts';
import { Frontier, leafHash } from './merkle.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { readNote } from './signed-note.ts';
import { Tail, type Beside, type LogFiles } from './tail.ts';
import type { Tip } from './tip.ts';
import { verifyTree } from './verify-tree.ts';

/** An entry of the medium, in its place. */
export interface MediumEntry {
  readonly index: number;
  readonly entry: Entry;
  readonly octets: Buffer;
}

/** A log on its second medium. */
export interface MediumInput {
  readonly origin: string;
  readonly files: Pick<LogFiles, 'read'>;
  /** Keys of the log: each of them has to have signed. */
  readonly verifiers: readonly NoteVerifier[];
  /** Checkpoints that somebody else holds, as signed notes: the medium has to continue every one. */
  readonly continues?: readonly string[];
  /** Told of each entry in order. Those of the tiles are proven; the tail is proven when all is read. */
  readonly onEntry: (entry: MediumEntry) => Promise<void> | void;
  /** Told of what stands beside entries of the tail. */
  readonly onBeside?: (beside: Beside) => void;
}

/** What held. */
export interface Medium {
  readonly size: number;
  readonly root: Buffer;
  readonly tip: Tip | undefined;
}

/**
 * Reads and verifies it.
 *
 * @throws BookBroken at the first thing that does not hold, TailBroken. Then nothing that was told is to
 * be believed.
 */
export async function readMedium(input: MediumInput): Promise<Medium> {
  const log = new ReadLog(input);
  const note = (await input.files.read('checkpoint'))?.toString('utf8');
  if (note !== undefined) {
    await verifyTree({
      origin: input.origin,
      readFile: (path) => input.files.read(path),
      verifiers: input.verifiers,
      checkpoint: note,
      onEntry: ({ entry, octets }) => log.take(entry, octets),
    });
  }
  await log.takeTail(await Tail.read(input.files));
  return log.finish();
}

class ReadLog {
  readonly #input: MediumInput;
  readonly #order: EntryOrder;
  readonly #frontier = new Frontier();
  readonly #awaited: Checkpoint[];
  #last: Buffer | undefined;

  constructor(input: MediumInput) {
    this.#input = input;
    this.#order = new EntryOrder(input.origin.slice(input.origin.lastIndexOf('/') + 1) as LogName);
    this.#awaited = (input.continues ?? [])
      .map((note) => this.#checkpointOf(note))
      .toSorted((a, b) => a.size - b.size);
  }

  async take(entry: Entry, octets: Buffer): Promise<void> {
    const index = this.#frontier.size;
    this.#order.take(entry, index);
    this.#last = leafHash(octets);
    this.#frontier.append(this.#last);
    await this.#input.onEntry({ index, entry, octets });
    this.#requireAwaited();
  }

  async takeTail(records: Awaited<ReturnType<typeof Tail.read>>): Promise<void> {
    const inOrder = records
      .map((record) => ({
        record,
        size: readCheckpointText(readNote(record.checkpoint).text).size,
      }))
      .toSorted((a, b) => a.size - b.size);
    for (const { record, size } of inOrder) {
      if (record.beside) this.#input.onBeside?.(record.beside);
      if (size <= this.#frontier.size) continue;
      // Of a record that overlaps another the checkpoint proves the rest.
      const known = this.#frontier.size - (size - record.entries.length);
      const unknown = record.entries.slice(Math.max(0, known));
      for (const octets of unknown.map((e) => Buffer.from(e))) {
        await this.take(readEntry(octets), octets);
      }
      this.#requireSame(this.#checkpointOf(record.checkpoint));
    }
  }

  finish(): Medium {
    const [missing] = this.#awaited;
    if (missing) {
      throw new BookBroken('rootHash', this.#frontier.size, `ends before ${missing.size}`);
    }
    const { size } = this.#frontier;
    const tip = this.#last && { index: size - 1, leafHash: this.#last };
    return { size, root: this.#frontier.root(), tip };
  }

  #requireAwaited(): void {
    while (this.#awaited[0]?.size === this.#frontier.size) {
      this.#requireSame(this.#awaited.shift() as Checkpoint);
    }
  }

  #requireSame({ size, root }: Checkpoint): void {
    if (size === this.#frontier.size && root.equals(this.#frontier.root())) return;
    throw new BookBroken('rootHash', this.#frontier.size, `not the tree of checkpoint ${size}`);
  }

  #checkpointOf(note: string): Checkpoint {
    const { origin, verifiers } = this.#input;
    const checkpoint = readCheckpoint(note, verifiers);
    const ours = verifiers.filter(({ name }) => name === origin);
    const isSigned = ours.every((key) => checkpoint.verified.some((v) => v.verifier === key));
    if (checkpoint.origin === origin && isSigned) return checkpoint;
    throw new BookBroken('checkpointSignature', undefined, `checkpoint ${checkpoint.size}`);
  }
}

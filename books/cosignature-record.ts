/**
 * What a book does to be anchored outside: it shows its newest checkpoint and proves that it only grew,
 * records what witnesses and time-stamp authorities say about it, and records the checkpoints of the
 * other book, each once it is verified. Office and room do this alike, each in its own log.
 */

import { hash, type X509Certificate } from 'node:crypto';

import { MalformedCheckpoint, readCheckpointText, type Checkpoint } from './checkpoint.ts';
import {
  keptCheckpointPath,
  mergeNotes,
  timestampPath,
  withKnownLines,
  witnessesOf,
} from './cosignature.ts';
import type { EntryInputOf, Entry, LogName } from './entry.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { NoteRefused, readNote } from './signed-note.ts';
import { StampRefused, verifyStamp, type Stamp } from './timestamp.ts';
import { TileMissing, type ReadFile } from './tile-reader.ts';
import { TreeReader } from './tree-reader.ts';
import { NotContinued, continueLog, readSignedBy, type KnownLog } from './witness-checks.ts';

/** Events of checkpoints. */
export type CosignatureEvent = 'anchor.recorded' | 'witness.cosigned' | 'timestamp.recorded';

/** An entry about a checkpoint before the book gives it its id and log. */
export type CosignatureEntry = {
  [E in CosignatureEvent]: Omit<EntryInputOf<E>, 'log' | 'id' | 'seq' | 'case'>;
}[CosignatureEvent];

/** The book while nobody else records anything about checkpoints in it. */
export interface HeldBook {
  /** The newest entries of an event, newest first. */
  newest(event: CosignatureEvent, count: number): Promise<readonly Entry[]>;
  /** The entry is in the book when what holds the book returns. */
  write(entry: CosignatureEntry): Promise<void>;
}

/** One side's book, as its program holds it. */
export interface AnchoredBook {
  readonly log: LogName;
  /** The book itself; it verifies its own notes, too, before they go out. */
  readonly self: KnownLog;
  /** The program in entries. */
  readonly actor: { readonly kind: 'system'; readonly id: string };
  /** The files that are served: tiles, and the checkpoint once they stand. */
  readonly local: BookFiles;
  readonly second: BookFiles;
  /** Runs an act alone; what it writes stands or falls together. */
  hold<T>(act: (book: HeldBook) => Promise<T>): Promise<T>;
  /** The failure of a checkpoint that contradicts what is known here: never to be tried again. */
  contradiction(what: string): Error;
  /** The failure of a time stamp that is not believed. */
  stampRefused(why: string): Error;
}

/** Files of a log; a write is durable on the second medium. */
export interface BookFiles {
  readonly read: ReadFile;
  write(files: readonly { readonly path: string; readonly octets: Uint8Array }[]): Promise<void>;
}

/** Keys of others that a side believes, looked up at each use. */
export interface BelievedKeys {
  readonly other: () => KnownLog;
  readonly witnesses: () => readonly NoteVerifier[];
  /** Certificates that a time stamp has to lead to. */
  readonly authorities: () => readonly X509Certificate[];
}

/** Where a book stands. */
export interface BookHead {
  readonly origin: string;
  readonly size: number;
  /** The signed note. */
  readonly note: string;
  /** Size of the other book as last anchored here; 0 before the first time. */
  readonly anchoredSize: number;
}

/** A checkpoint of the other book, with the proof that it continues the one anchored before. */
export interface AnchorRequest {
  readonly note: string;
  readonly from: number;
  /** Hashes in Base64. */
  readonly proof: readonly string[];
}

/** A time stamp on a note of this book. */
export interface StampRequest {
  readonly note: string;
  /** TimeStampResp in Base64. */
  readonly reply: string;
}

/** An anchor is recorded, or the proof has to begin at another size. */
export type AnchorAnswer =
  | { readonly outcome: 'anchored' }
  | { readonly outcome: 'from'; readonly size: number };

/** A note as a checkpoint, whoever signed it. @throws NoteRefused, MalformedCheckpoint */
const checkpointIn = (note: string): Checkpoint => readCheckpointText(readNote(note).text);

type Recorded = { readonly event: string; readonly data: unknown };

const dataOf = <E extends CosignatureEvent>(entry: Recorded): EntryInputOf<E>['data'] =>
  entry.data as EntryInputOf<E>['data'];

/**
 * One side of the anchoring. Everything may be called again: what is recorded is not recorded twice.
 *
 * A checkpoint that is not signed by all keys of its log, that bears a line which does not hold, or that
 * does not continue what is known is the book's `contradiction`: a book was rewritten, or somebody forges.
 */
export class CosignatureRecord {
  readonly #book: AnchoredBook;
  readonly #keys: BelievedKeys;

  constructor(book: AnchoredBook, keys: BelievedKeys) {
    this.#book = book;
    this.#keys = keys;
  }

  /**
   * Where the book stands, by the checkpoint that is served; it has to be signed by our keys.
   *
   * @throws TileMissing before the first checkpoint is served.
   */
  async head(): Promise<BookHead> {
    const { local, self } = this.#book;
    const note = (await local.read('checkpoint'))?.toString('utf8');
    if (note === undefined) throw new TileMissing('checkpoint');
    const { origin, size } = await this.#naming(() => readSignedBy(note, self));
    const last = await this.#book.hold((held) => this.#lastAnchor(held));
    return { origin, size, note, anchoredSize: last?.size ?? 0 };
  }

  /** Proof in Base64 that the tree of `size` continues that of `from`; of nothing there is none. */
  async proof({ from, size }: { readonly from: number; readonly size: number }): Promise<string[]> {
    if (from === 0 || from >= size) return [];
    const reader = new TreeReader({ size, readFile: (path) => this.#book.local.read(path) });
    const hashes = await reader.consistencyProof(from);
    return hashes.map((each) => each.toString('base64'));
  }

  /**
   * Keeps a checkpoint of this book with the cosignatures it bears, and records each of them.
   *
   * The file comes first: a crash before the entries leaves a file that says nothing wrong, and the
   * same call again writes them.
   *
   * @returns the note as it is kept; it may have lines of an earlier call.
   */
  async recordCosignatures(note: string): Promise<string> {
    const { self } = this.#book;
    const witnesses = this.#keys.witnesses();
    const verifiers = [...self.verifiers, ...witnesses];
    const { size } = await this.#naming(() => readSignedBy(note, self));
    const known = await this.#naming(() => withKnownLines(note, verifiers));
    const kept = await this.#keep(known);
    const cosigned = await this.#naming(() => withKnownLines(kept, verifiers));
    const names = witnessesOf(cosigned, verifiers);
    await this.#book.hold(async (held) => {
      const recorded = await held.newest('witness.cosigned', Math.max(1, witnesses.length));
      const isRecorded = (name: string): boolean =>
        recorded
          .map((entry) => dataOf<'witness.cosigned'>(entry))
          .some((data) => data.witness === name && data.size === size);
      for (const name of names.filter((each) => !isRecorded(each))) {
        await held.write({
          event: 'witness.cosigned',
          items: ['4ハ'],
          at: new Date().toISOString(),
          actor: { kind: 'witness', id: name },
          data: { size, witness: name, note: cosigned },
        });
      }
    });
    return kept;
  }

  /**
   * Records a checkpoint of the other book, once every key of that book has signed it and it continues
   * the one recorded before. Lines of keys that are not known here are left out.
   */
  async recordAnchor({ note, from, proof }: AnchorRequest): Promise<AnchorAnswer> {
    const other = this.#keys.other();
    const verifiers = [...other.verifiers, ...this.#keys.witnesses()];
    const hashes = proof.map((line) => Buffer.from(line, 'base64'));
    return this.#book.hold(async (held) => {
      const before = await this.#lastAnchor(held);
      // The proof begins elsewhere, or an earlier call recorded this and its answer was lost.
      if (from !== (before?.size ?? 0)) return { outcome: 'from', size: before?.size ?? 0 };
      const { origin, size, root } = await this.#naming(() =>
        continueLog({ note, log: other, before, from, proof: hashes }),
      );
      if (size === before?.size) return { outcome: 'anchored' };
      await held.write({
        event: 'anchor.recorded',
        items: ['4ハ'],
        at: new Date().toISOString(),
        actor: this.#book.actor,
        data: {
          origin,
          size,
          root: root.toString('base64'),
          note: await this.#naming(() => withKnownLines(note, verifiers)),
        },
      });
      return { outcome: 'anchored' };
    });
  }

  /**
   * Verifies a time stamp on a kept note of this book, keeps its token and records it.
   *
   * The file comes first, as with notes: of two stamps on one note the first that was kept stays.
   */
  async recordTimestamp({ note, reply }: StampRequest): Promise<void> {
    const { log, self, local, second } = this.#book;
    const { size } = await this.#naming(() => readSignedBy(note, self));
    // What is stamped is the file, to the octet: an outsider has nothing else to hash.
    const sha256 = hash('sha256', Buffer.from(await this.#keep(note)), 'buffer');
    const path = timestampPath(log, size);
    const given = (await second.read(path)) ?? Buffer.from(reply, 'base64');
    const { token, genTime, authority } = this.#believed(given, sha256);
    await second.write([{ path, octets: token }]);
    await local.write([{ path, octets: token }]);
    await this.#book.hold(async (held) => {
      const [last] = await held.newest('timestamp.recorded', 1);
      if (last && dataOf<'timestamp.recorded'>(last).size === size) return;
      const tokenSha256 = hash('sha256', token);
      await held.write({
        event: 'timestamp.recorded',
        items: ['4ハ'],
        at: new Date().toISOString(),
        actor: this.#book.actor,
        evidence: [{ kind: 'timestampToken', sha256: tokenSha256, size: token.length }],
        data: {
          size,
          noteSha256: sha256.toString('hex'),
          tokenSha256,
          authority,
          genTime: genTime.toISOString(),
        },
      });
    });
  }

  #believed(reply: Buffer, sha256: Buffer): Stamp {
    try {
      return verifyStamp(reply, { sha256, anchors: this.#keys.authorities() });
    } catch (error) {
      if (error instanceof StampRefused) throw this.#book.stampRefused(error.reason);
      throw error;
    }
  }

  /**
   * Keeps a note for ever, on the second medium first, with the lines that are kept of it already.
   *
   * @returns what is kept.
   */
  async #keep(note: string): Promise<string> {
    const { local, second } = this.#book;
    const path = keptCheckpointPath(checkpointIn(note).size);
    const there = (await second.read(path))?.toString('utf8');
    const kept = await this.#naming(() => (there === undefined ? note : mergeNotes(there, note)));
    const file = { path, octets: Buffer.from(kept) };
    if (kept !== there) await second.write([file]);
    const served = (await local.read(path))?.toString('utf8');
    if (kept !== served) await local.write([file]);
    return kept;
  }

  /** Runs a check, and names what is wrong with a checkpoint as this side's contradiction. */
  async #naming<T>(check: () => T): Promise<T> {
    try {
      return check();
    } catch (error) {
      if (error instanceof NotContinued) {
        throw this.#book.contradiction(`${error.reason}, known size ${error.knownSize}`);
      }
      if (error instanceof NoteRefused || error instanceof MalformedCheckpoint) {
        throw this.#book.contradiction('a line of the note does not hold');
      }
      throw error;
    }
  }

  async #lastAnchor(held: HeldBook): Promise<Checkpoint | undefined> {
    const [entry] = await held.newest('anchor.recorded', 1);
    return entry && checkpointIn(dataOf<'anchor.recorded'>(entry).note);
  }
}

import type {
  AnchoredBook,
  BookFiles,
  CosignatureEntry,
  HeldBook,
} from '../../books/cosignature-record.ts';
import { encodeEntry, readEntry, type Entry } from '../../books/entry.ts';
import type { LogName } from '../../books/entry.ts';
import type { KnownLog } from '../../books/witness-checks.ts';

/** Files in memory. */
export class FakeFiles implements BookFiles {
  readonly files = new Map<string, Buffer>();
  isFull = false;

  readonly read = (path: string): Promise<Buffer | undefined> =>
    Promise.resolve(this.files.get(path));

  write(files: readonly { readonly path: string; readonly octets: Uint8Array }[]): Promise<void> {
    if (this.isFull) return Promise.reject(new Error('ENOSPC'));
    for (const { path, octets } of files) this.files.set(path, Buffer.from(octets));
    return Promise.resolve();
  }

  text(path: string): string | undefined {
    return this.files.get(path)?.toString('utf8');
  }
}

/** What a book says of a checkpoint that contradicts it. */
export class Contradiction extends Error {
  override name = 'Contradiction';
}

/** What a book says of a time stamp that it does not believe. */
export class StampDoubted extends Error {
  override name = 'StampDoubted';
}

/** A book in memory that takes entries about checkpoints, as strictly as a real one. */
export class FakeAnchoredBook implements AnchoredBook {
  readonly log: LogName;
  readonly self: KnownLog;
  readonly actor;
  readonly local = new FakeFiles();
  readonly second = new FakeFiles();
  readonly entries: Entry[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: LogName, self: KnownLog) {
    this.log = log;
    this.self = self;
    this.actor = { kind: 'system', id: `${log}-worker` } as const;
  }

  hold<T>(act: (book: HeldBook) => Promise<T>): Promise<T> {
    const held: HeldBook = {
      newest: (event, count) =>
        Promise.resolve(
          this.entries
            .filter((entry) => entry.event === event)
            .toReversed()
            .slice(0, count),
        ),
      write: (entry) => Promise.resolve(this.#write(entry)),
    };
    const mine = this.#turn.then(() => act(held));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  contradiction(what: string): Error {
    return new Contradiction(what);
  }

  stampRefused(why: string): Error {
    return new StampDoubted(why);
  }

  #write(entry: CosignatureEntry): void {
    const id = `019ad7f2-6a10-7c3a-9f10-${String(this.entries.length).padStart(12, '0')}`;
    const octets = encodeEntry({ ...entry, log: this.log, id });
    this.entries.push(readEntry(octets));
  }
}

import { printCheckpoint, readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { Integrator, LogFilesBroken } from './integrator.ts';
import { CheckpointKeeper } from './kept-checkpoints.ts';
import { leafHash, type Frontier } from './merkle.ts';
import type { NoteSignerWithKey } from './note-signer.ts';
import { readVkey } from './note-verifier.ts';
import { signNote } from './signed-note.ts';
import { Tail, type Beside, type LogFile, type LogFiles, type TailRecord } from './tail.ts';
import { tilePath, tilesSince } from './tiles.ts';
import { tipAt, type Tip } from './tip.ts';

export type { Beside, LogFile, LogFiles } from './tail.ts';

/** What a log needs to be published. */
export interface PublisherDependencies {
  readonly origin: string;
  /** The tiles that are served. */
  readonly local: LogFiles;
  /** The second medium: durable when `write` or `append` returns. It is what a restart believes. */
  readonly second: LogFiles;
  readonly signers: readonly NoteSignerWithKey[];
  /** Whether this writer still holds the pen: one that lost it must leave the files alone. */
  readonly hasPen: () => Promise<boolean>;
  /** Told of each checkpoint that came to the served files. */
  readonly onSettled?: (published: Published) => void;
  /** Milliseconds since 1970; the system's, if left out. It says only which checkpoints are kept. */
  readonly now?: () => number;
}

/** What a publication made. */
export interface Published {
  readonly firstIndex: number;
  readonly size: number;
  readonly root: Buffer;
  /** The signed note. */
  readonly checkpoint: string;
}

/** Another writer has the log. This one must stop. */
export class PenLost extends Error {
  override name = 'PenLost';
}

interface Waiting extends TailRecord {
  readonly published: Published;
}

/** Time after a publication until its tiles are written, in milliseconds: others may share them. */
const SETTLE_AFTER_MS = 200;

/** How often a log is read anew that another writes meanwhile. */
const OPEN_TRIES = 5;

/**
 * Puts entries that already have their index under a signed checkpoint, on the second medium first.
 *
 * A publication is one record in the tail of the second medium: a crash before it stands leaves nothing
 * that was promised, and the next `publish` of the same entries writes it again. Tiles and checkpoint
 * files follow within `SETTLE_AFTER_MS`: bundles and tiles, then the checkpoint, then the local copy. A
 * crash before that checkpoint leaves files that none covers; `open` takes the records of the tail and
 * writes the same octets over them. A crash after it leaves a local copy that is behind; `open` copies
 * what it lacks.
 *
 * Of the checkpoints in the files the last of each hour is kept for ever, once there is a newer one, and
 * the one that a start finds. A crash before that loses none: the start finds it.
 */
export class LogPublisher {
  readonly #deps: PublisherDependencies;
  /** The log as its tiles show it. */
  readonly #settled: Integrator;
  /** The log with everything that is published. */
  #head: Frontier;
  #tip: Tip | undefined;
  readonly #tail: Tail;
  readonly #keeper: CheckpointKeeper;
  #waiting: Waiting[] = [];
  #settling: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #hasFailed = false;

  private constructor(deps: PublisherDependencies, settled: Integrator) {
    this.#deps = deps;
    this.#settled = settled;
    this.#head = settled.frontier();
    this.#tail = new Tail(deps.second);
    this.#keeper = new CheckpointKeeper(deps.second, deps.local);
  }

  /**
   * Resumes from the newest checkpoint of the second medium, which must bear our signatures and be
   * what its tiles give, and from the tail behind it. Nothing is written there before `takeOver`.
   *
   * @throws LogFilesBroken, TailBroken, NoteRefused, TileMissing, MalformedTile
   */
  static async open(deps: PublisherDependencies): Promise<LogPublisher> {
    const { second } = deps;
    for (let tries = OPEN_TRIES; ; tries -= 1) {
      const before = await second.read('checkpoint');
      try {
        return await LogPublisher.#resume(deps);
      } catch (error) {
        // Whoever still has the pen may have written while this read: then what was read is of two moments.
        const after = await second.read('checkpoint');
        const isSame = before && after ? after.equals(before) : before === after;
        if (isSame || tries === 1) throw error;
      }
    }
  }

  static async #resume(deps: PublisherDependencies): Promise<LogPublisher> {
    const { origin, second } = deps;
    // The local copy first: its writer writes the second medium before it.
    const local = await checkpointOf(deps, deps.local);
    const newest = await checkpointOf(deps, second);
    const readFile = (path: string) => second.read(path);
    refuseLostMedium(local, newest?.size ?? 0);
    const from = newest ? { size: newest.size, root: newest.root } : { size: 0 };
    const integrator = await Integrator.resume({ origin, ...from, readFile });
    if (newest) await catchUp(deps, newest.size);
    const publisher = new LogPublisher(deps, integrator);
    publisher.#tip = await tipAt(readFile, integrator.size);
    publisher.#resumeAt(await Tail.read(second));
    return publisher;
  }

  /**
   * Takes the second medium over: what the tail holds comes into the tiles, and the tail begins anew.
   * Nobody else may write any more; until then `open` has written nothing there.
   */
  async takeOver(): Promise<void> {
    const found = await this.#deps.second.read('checkpoint');
    await this.settle();
    await this.#tail.clear();
    if (found) await this.#keeper.keep(found.toString('utf8'));
  }

  /** Entries under the newest checkpoint. */
  get size(): number {
    return this.#head.size;
  }

  /** The last entry under the newest checkpoint; undefined while there is none. */
  get tip(): Tip | undefined {
    return this.#tip;
  }

  /**
   * Publishes the next entries. On return they and what is beside them are on the second medium under a
   * signed checkpoint. Calls must not overlap.
   */
  async publish(entries: readonly Uint8Array[], beside?: Beside): Promise<Published> {
    if (this.#hasFailed) await this.settle();
    if (this.#tail.isTorn) await this.takeOver();
    const head = grown(this.#head, entries);
    const firstIndex = this.#head.size;
    const tree = { size: head.size, root: head.root() };
    const { origin, signers } = this.#deps;
    const checkpoint = await signNote(printCheckpoint({ origin, ...tree }), signers);
    const record = { entries, beside, checkpoint };
    await this.#tail.append(record, { sizeBefore: firstIndex, settled: this.#settled.size });
    const published = { firstIndex, ...tree, checkpoint };
    this.#advance(head, entries);
    this.#waiting.push({ ...record, published });
    this.#timer ??= setTimeout(() => void this.settle().catch(() => undefined), SETTLE_AFTER_MS);
    return published;
  }

  /**
   * Writes the tiles and checkpoint files of what is published, now. One that fails is made up for by
   * the next, and the next `publish` waits for it: a medium that takes no files stops the book.
   */
  settle(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#settling = this.#settling
      .catch(() => undefined)
      .then(() => this.#writeFiles())
      .then(
        () => {
          this.#hasFailed = false;
        },
        (error: unknown) => {
          this.#hasFailed = true;
          throw error;
        },
      );
    return this.#settling;
  }

  #resumeAt(records: readonly TailRecord[]): void {
    const verifiers = this.#deps.signers.map((signer) => readVkey(signer.vkey));
    const notes = records.map((record) => readCheckpoint(record.checkpoint, verifiers));
    const inOrder = records
      .map((record, i) => ({ record, note: notes[i] as Checkpoint }))
      .toSorted((a, b) => a.note.size - b.note.size);
    for (const { record, note } of inOrder) {
      if (note.size <= this.#head.size) continue;
      // A record that was given up may arrive after all, beside another with the same entries: of each
      // that is not known yet the checkpoint proves the rest.
      const known = this.#head.size - (note.size - record.entries.length);
      const entries = record.entries.slice(Math.max(0, known));
      const head = grown(this.#head, entries);
      if (head.size !== note.size || !head.root().equals(note.root)) {
        throw new LogFilesBroken(`the tail does not continue the log at ${this.#head.size}`);
      }
      const { checkpoint } = record;
      const published = {
        firstIndex: this.#head.size,
        size: head.size,
        root: note.root,
        checkpoint,
      };
      this.#waiting.push({ ...record, entries, published });
      this.#advance(head, entries);
    }
  }

  #advance(head: Frontier, entries: readonly Uint8Array[]): void {
    const last = entries.at(-1);
    this.#head = head;
    if (last) this.#tip = { index: head.size - 1, leafHash: leafHash(last) };
  }

  async #writeFiles(): Promise<void> {
    const { local, second, hasPen, onSettled } = this.#deps;
    if (this.#waiting.length === 0) return;
    if (!(await hasPen())) throw new PenLost(this.#deps.origin);
    // What is published from here on waits for the next time.
    const waiting = [...this.#waiting];
    const newest = waiting.at(-1)?.published as Published;
    const plan = this.#settled.integrate(waiting.flatMap(({ entries }) => entries));
    const note = { path: 'checkpoint', octets: Buffer.from(newest.checkpoint) };
    await second.write([...plan.files, ...besideFiles(waiting, plan.firstIndex)]);
    await second.write([note]);
    this.#settled.accept(plan);
    this.#waiting = this.#waiting.slice(waiting.length);
    await local.write(plan.files);
    await local.write([note]);
    await this.#keeper.take(newest.checkpoint, (this.#deps.now ?? Date.now)());
    onSettled?.(newest);
    // Superseded partial files are litter, not harm: nobody waits for their removal.
    void Promise.allSettled([local.remove(plan.obsolete), second.remove(plan.obsolete)]);
  }
}

function grown(from: Frontier, entries: readonly Uint8Array[]): Frontier {
  const head = from.copy();
  for (const entry of entries) head.append(leafHash(entry));
  return head;
}

/** One file a folder: named by the entries it belongs to, so that writing it again changes nothing. */
function besideFiles(waiting: readonly Waiting[], firstIndex: number): LogFile[] {
  const folders = new Map<string, Uint8Array[]>();
  for (const { beside } of waiting) {
    if (beside) folders.set(beside.folder, [...(folders.get(beside.folder) ?? []), beside.octets]);
  }
  const [from, to] = [firstIndex, waiting.at(-1)?.published.size ?? firstIndex].map((index) =>
    String(index).padStart(12, '0'),
  );
  return [...folders].map(([folder, parts]) => ({
    path: `${folder}/${from}-${to}`,
    octets: Buffer.concat(parts),
  }));
}

async function checkpointOf(
  { signers }: PublisherDependencies,
  files: LogFiles,
): Promise<Checkpoint | undefined> {
  const note = await files.read('checkpoint');
  if (!note) return undefined;
  const verifiers = signers.map((signer) => readVkey(signer.vkey));
  return readCheckpoint(note.toString('utf8'), verifiers);
}

/** A second medium behind the local copy was lost, swapped or not mounted: it must not be written over. */
function refuseLostMedium(local: Checkpoint | undefined, size: number): void {
  if (local && local.size > size) {
    throw new LogFilesBroken(`the second medium ends at ${size}, the local copy at ${local.size}`);
  }
}

/** Copies to the local folder what it lacks of the second medium's newest checkpoint. */
async function catchUp(deps: PublisherDependencies, size: number): Promise<void> {
  const { local, second } = deps;
  const behind = (await checkpointOf(deps, local))?.size ?? 0;
  if (behind >= size) return;
  for (const path of [...tilesSince(behind, size).map(tilePath), 'checkpoint']) {
    const octets = await second.read(path);
    if (octets) await local.write([{ path, octets }]);
  }
}

import { printCheckpoint, readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { Integrator, LogFilesBroken, type Integration } from './integrator.ts';
import type { NoteSignerWithKey } from './note-signer.ts';
import { readVkey } from './note-verifier.ts';
import { signNote } from './signed-note.ts';
import { tilePath, tilesSince } from './tiles.ts';

/** A file of a log, by its path below the log's folder. */
export interface LogFile {
  readonly path: string;
  readonly octets: Uint8Array;
}

/** The folder of a log; `write` returns when the files stand, `read` is undefined for none. */
export interface LogFiles {
  read(path: string): Promise<Buffer | undefined>;
  write(files: readonly LogFile[]): Promise<void>;
  remove(paths: readonly string[]): Promise<void>;
}

/** What a log needs to be published. */
export interface PublisherDependencies {
  readonly origin: string;
  /** The tiles that are served. */
  readonly local: LogFiles;
  /** The second medium: durable when `write` returns. It is what a restart believes. */
  readonly second: LogFiles;
  readonly signers: readonly NoteSignerWithKey[];
}

/** What a publication made. */
export interface Published {
  readonly firstIndex: number;
  readonly size: number;
  readonly root: Buffer;
  /** The signed note. */
  readonly checkpoint: string;
}

/**
 * Puts entries that already have their index under a signed checkpoint, on the second medium first.
 *
 * Order of writes: bundles and tiles, then the checkpoint, then the local copy. A crash before the
 * checkpoint leaves files that no checkpoint covers; the next `publish` of the same entries writes the
 * same octets over them. A crash after it leaves a local copy that is behind; `open` copies what it
 * lacks from the second medium.
 */
export class LogPublisher {
  readonly #deps: PublisherDependencies;
  readonly #integrator: Integrator;

  private constructor(deps: PublisherDependencies, integrator: Integrator) {
    this.#deps = deps;
    this.#integrator = integrator;
  }

  /**
   * Resumes from the newest checkpoint of the second medium, which must bear our signatures and be
   * what its tiles give.
   *
   * @throws LogFilesBroken, NoteRefused, TileMissing, MalformedTile
   */
  static async open(deps: PublisherDependencies): Promise<LogPublisher> {
    const { origin, second } = deps;
    const newest = await checkpointOf(deps, second);
    const readFile = (path: string) => second.read(path);
    await refuseLostMedium(deps, newest?.size ?? 0);
    const from = newest ? { size: newest.size, root: newest.root } : { size: 0 };
    const integrator = await Integrator.resume({ origin, ...from, readFile });
    if (newest) await catchUp(deps, newest.size);
    return new LogPublisher(deps, integrator);
  }

  /** Entries under the newest checkpoint. */
  get size(): number {
    return this.#integrator.size;
  }

  /**
   * Publishes the next entries. On return they and `beside` are on the second medium under a signed
   * checkpoint. Calls must not overlap.
   *
   * @param beside files that must stand on the second medium before the checkpoint does.
   */
  async publish(
    entries: readonly Uint8Array[],
    beside: (plan: Integration) => readonly LogFile[] = () => [],
  ): Promise<Published> {
    const { origin, local, second, signers } = this.#deps;
    const plan = this.#integrator.integrate(entries);
    const checkpoint = await signNote(printCheckpoint({ origin, ...plan }), signers);
    const note = { path: 'checkpoint', octets: Buffer.from(checkpoint) };
    await second.write([...plan.files, ...beside(plan)]);
    await second.write([note]);
    this.#integrator.accept(plan);
    await local.write(plan.files);
    await local.write([note]);
    // Superseded partial files are litter, not harm: nobody waits for their removal.
    void Promise.allSettled([local.remove(plan.obsolete), second.remove(plan.obsolete)]);
    return { firstIndex: plan.firstIndex, size: plan.size, root: plan.root, checkpoint };
  }
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
async function refuseLostMedium(deps: PublisherDependencies, size: number): Promise<void> {
  const local = await checkpointOf(deps, deps.local);
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

import { printCheckpoint } from './checkpoint.ts';
import { Integrator, type Integration } from './integrator.ts';
import { signNote, type NoteSigner } from './signed-note.ts';

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
  readonly signers: readonly NoteSigner[];
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
 * same octets over them. A crash after it leaves a local copy that is behind; the next publication
 * brings what it needs, and `open` compares both.
 */
export class LogPublisher {
  readonly #deps: PublisherDependencies;
  readonly #integrator: Integrator;

  private constructor(deps: PublisherDependencies, integrator: Integrator) {
    this.#deps = deps;
    this.#integrator = integrator;
  }

  /** Resumes from the newest checkpoint of the second medium. @throws BookBroken */
  static async open(deps: PublisherDependencies): Promise<LogPublisher> {
    const note = await deps.second.read('checkpoint');
    const size = note ? Number(note.toString('utf8').split('\n')[1]) : 0;
    const readFile = (path: string) => deps.second.read(path);
    return new LogPublisher(deps, await Integrator.resume({ origin: deps.origin, size, readFile }));
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

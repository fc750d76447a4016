import * as fs from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const openFile = promisify(fs.open);
const writeTo = promisify(fs.write);
const closeFile = promisify(fs.close);

/** A file of a log: path below the log's folder. */
export interface TileFile {
  readonly path: string;
  readonly octets: Uint8Array;
}

/**
 * The folder of one log: hash tiles, entry bundles and checkpoints. Files are replaced by rename, so a
 * reader sees the old one or the new one. On the second medium (`isDurable`) a write returns when the
 * disk has it: what was promised there outlives a loss of the machine's memory.
 */
export class TileStore {
  readonly #dir: string;
  readonly #isDurable: boolean;
  /** Folders that are there. */
  readonly #known = new Set<string>();
  /** Files that are added to, held open until they are removed: the two of a log's tail. */
  readonly #growing = new Map<string, number>();
  #writes = 0;

  constructor(dir: string, options: { readonly isDurable: boolean }) {
    this.#dir = dir;
    this.#isDurable = options.isDurable;
  }

  /** The file, or undefined if there is none. */
  async read(path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.#dir, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Names of the files in a folder, in their order. */
  async list(folder: string): Promise<string[]> {
    try {
      const found = await readdir(join(this.#dir, folder), { withFileTypes: true });
      return found
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
        .map(({ name }) => name)
        .toSorted();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Writes the files; on return all of them stand. */
  async write(files: readonly TileFile[]): Promise<void> {
    await Promise.all(files.map((file) => this.#writeOne(file)));
    if (!this.#isDurable) return;
    const dirs = new Set(files.map(({ path }) => dirname(join(this.#dir, path))));
    await Promise.all([...dirs].map(syncDirectory));
  }

  /** Adds to the end of a file; on return the octets stand. Calls for a path must not overlap. */
  async append(path: string, octets: Uint8Array): Promise<void> {
    const target = join(this.#dir, path);
    const file = this.#growing.get(target) ?? (await this.#openGrowing(target));
    for (let done = 0; done < octets.length;) {
      const { bytesWritten } = await writeTo(file, octets, done);
      done += bytesWritten;
    }
    if (isThere(target, file)) return;
    // Somebody removed or moved the file beneath: what was added to it does not stand where it is read.
    await this.#letGo(target);
    await this.append(path, octets);
  }

  /** It stays open: whoever waits for an append waits for one write, which syncs by itself. */
  async #openGrowing(target: string): Promise<number> {
    await this.#makeDirectory(dirname(target));
    const { O_APPEND, O_CREAT, O_DSYNC, O_WRONLY } = fs.constants;
    const sync = this.#isDurable ? O_DSYNC : 0;
    const file = await openFile(target, O_APPEND | O_CREAT | O_WRONLY | sync, 0o644);
    if (this.#isDurable) await syncDirectory(dirname(target));
    this.#growing.set(target, file);
    return file;
  }

  /** Removes files that nobody needs any more. */
  async remove(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => this.#removeOne(join(this.#dir, path))));
  }

  async #removeOne(target: string): Promise<void> {
    await this.#letGo(target);
    await rm(target, { force: true });
  }

  async #letGo(target: string): Promise<void> {
    const file = this.#growing.get(target);
    this.#growing.delete(target);
    if (file !== undefined) await closeFile(file);
  }

  async #makeDirectory(dir: string): Promise<void> {
    if (this.#known.has(dir)) return;
    await mkdir(dir, { recursive: true, mode: 0o755 });
    this.#known.add(dir);
  }

  async #writeOne({ path, octets }: TileFile): Promise<void> {
    const target = join(this.#dir, path);
    await this.#makeDirectory(dirname(target));
    this.#writes += 1;
    const temporary = `${target}.${process.pid}-${this.#writes}.tmp`;
    const file = await open(temporary, 'w', 0o644);
    try {
      // The whole of it, or an error: a disk that is almost full takes a part.
      await file.writeFile(octets);
      if (this.#isDurable) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  }
}

/** Whether the name still leads to the file that is open. */
function isThere(path: string, file: number): boolean {
  const [there, held] = [fs.statSync(path, { throwIfNoEntry: false }), fs.fstatSync(file)];
  return there?.ino === held.ino && there.dev === held.dev;
}

/** Names have to outlive a loss of power as contents do. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

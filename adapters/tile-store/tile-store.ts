import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  /** Folders and growing files whose names stand. */
  readonly #known = new Set<string>();
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
    await this.#makeDirectory(dirname(target));
    const file = await open(target, 'a', 0o644);
    try {
      await file.writeFile(octets);
      if (this.#isDurable) await file.datasync();
    } finally {
      await file.close();
    }
    if (!this.#isDurable || this.#known.has(target)) return;
    await syncDirectory(dirname(target));
    this.#known.add(target);
  }

  /** Removes files that nobody needs any more. */
  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#known.delete(join(this.#dir, path));
    await Promise.all(paths.map((path) => rm(join(this.#dir, path), { force: true })));
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

/** Names have to outlive a loss of power as contents do. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { WitnessMemory } from '../../books/witness.ts';
import { takeLock } from '../bootstrap/lock.mjs';

/** Another witness works on the folder: two would each know only half of what was cosigned. */
export class WitnessFolderInUse extends Error {
  override name = 'WitnessFolderInUse';
}

/**
 * The last note of each log, a file each, named by the hash of the log's name. A write is durable when it
 * returns, and a file is replaced whole: after a power cut it is the old one or the new one. One process
 * a folder.
 */
export class CheckpointFiles implements WitnessMemory {
  readonly #dir: string;
  readonly #release: () => void;

  /** @throws WitnessFolderInUse */
  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const lock = takeLock(join(dir, 'lock'));
    if (!lock.taken) throw new WitnessFolderInUse(`process ${lock.pid} uses ${dir}`);
    this.#dir = dir;
    this.#release = lock.release;
  }

  #fileOf(origin: string): string {
    const name = createHash('sha256').update(origin).digest('hex');
    return join(this.#dir, `${name}.checkpoint`);
  }

  async read(origin: string): Promise<string | undefined> {
    try {
      return await readFile(this.#fileOf(origin), 'utf8');
    } catch (error) {
      // Only a file that was never written is none; one that cannot be read now must not look so.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(origin: string, note: string): Promise<void> {
    const target = this.#fileOf(origin);
    const file = await open(`${target}.new`, 'w', 0o600);
    try {
      await file.writeFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.new`, target);
    // The name has to outlive a loss of power as the content does.
    const dir = await open(this.#dir, 'r');
    try {
      await dir.sync();
    } finally {
      await dir.close();
    }
  }

  /** Lets another process have the folder. */
  close(): void {
    this.#release();
  }
}

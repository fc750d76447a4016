import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurably } from './write-durably.ts';

const HASH = /^[0-9a-f]{64}$/;
const NAME = /^([0-9a-f]{64})\.p7m$/;

/** Path of a letter below the folder of the evidence. */
export const letterPath = (sha256: string): string =>
  join('letters', sha256.slice(0, 2), `${sha256}.p7m`);

/**
 * Letters with codes, encrypted for the print vendor: `letters/<first 2 digits>/<SHA-256>.p7m` beside the evidence. The room
 * writes them; whoever hands them to the vendor reads them, and deletes them once they are printed.
 */
export class LetterStore {
  readonly #evidenceDir: string;

  /** @param evidenceDir folder of the evidence */
  constructor(evidenceDir: string) {
    this.#evidenceDir = evidenceDir;
  }

  #path(sha256: string): string {
    return join(this.#evidenceDir, letterPath(sha256));
  }

  /** Keeps a letter under its hash: on return it outlives a loss of power. */
  async put(sha256: string, octets: Buffer): Promise<void> {
    const path = this.#path(sha256);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    await writeDurably(path, octets);
  }

  /** The octets of a letter; undefined once it is deleted, or if they are not what the name says. */
  read(sha256: string): Buffer | undefined {
    if (!HASH.test(sha256)) return undefined;
    try {
      const octets = readFileSync(this.#path(sha256));
      return createHash('sha256').update(octets).digest('hex') === sha256 ? octets : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Takes a letter away; one that is gone is no matter. */
  async remove(sha256: string): Promise<void> {
    await rm(this.#path(sha256), { force: true });
  }

  /** Hashes of the letters that are there. */
  async list(): Promise<string[]> {
    const names = await readdir(join(this.#evidenceDir, 'letters'), { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        // No letter was ever written.
        if (error.code === 'ENOENT') return [];
        throw error;
      },
    );
    return names.flatMap((name) => NAME.exec(name.split('/').at(-1) ?? '')?.[1] ?? []);
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The last list of each URL that was as it has to be: what the next one is held against. */
export class SeenLists {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** File of a URL; people find it by the hash of the URL. */
  fileOf(url: string): string {
    return join(this.#dir, `${createHash('sha256').update(url).digest('hex')}.crl`);
  }

  find(url: string): Buffer | undefined {
    try {
      return readFileSync(this.fileOf(url));
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  keep(url: string, octets: Buffer): void {
    const file = this.fileOf(url);
    writeFileSync(`${file}.new`, octets);
    renameSync(`${file}.new`, file);
  }
}

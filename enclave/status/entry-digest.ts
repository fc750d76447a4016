import { createHash } from 'node:crypto';
import type { CrlReason } from '../../adapters/x509/crl/open-crl.ts';

/** What entries say, in their order: two lists of the same digest say the same. */
export interface EntriesDigest {
  readonly count: number;
  /** SHA-256 of a line for each: serial number, date in seconds, reason. */
  readonly sha256: string;
}

/** Lines that are hashed at once. */
const LINES = 4096;

/** Hashes entries as they come, so that what was read need not be kept, nor read twice. */
export class EntryDigest {
  readonly #hash = createHash('sha256');
  #lines = '';
  #count = 0;

  add(serialNumber: string, at: Date | undefined, reason: CrlReason | undefined): void {
    const seconds = Math.floor((at?.getTime() ?? Number.NaN) / 1000);
    this.#lines += `${serialNumber} ${seconds} ${reason}\n`;
    this.#count += 1;
    if (this.#count % LINES === 0) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#lines, 'latin1');
    this.#lines = '';
  }

  done(): EntriesDigest {
    this.#flush();
    return { count: this.#count, sha256: this.#hash.digest('hex') };
  }
}

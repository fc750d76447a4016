import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HASH = /^[0-9a-f]{64}$/;

/**
 * Letters with a code as the room left them: CMS for the print vendor's key, a file each, named by its SHA-256. Nobody here
 * can open one.
 */
export interface LetterFiles {
  /** The octets of a letter; undefined once it is printed and deleted, or if they are not what the name says. */
  read(sha256: string): Buffer | undefined;
}

/** Path of a letter below the folder of the evidence. */
export const letterPath = (sha256: string): string =>
  join('letters', sha256.slice(0, 2), `${sha256}.p7m`);

/** The letters below the folder of the evidence. */
export const openLetterFiles = (evidenceDir: string): LetterFiles => ({
  read(sha256) {
    if (!HASH.test(sha256)) return undefined;
    try {
      const octets = readFileSync(join(evidenceDir, letterPath(sha256)));
      return createHash('sha256').update(octets).digest('hex') === sha256 ? octets : undefined;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw error;
    }
  },
});

import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the encrypted letter of a code lies until its print is confirmed: `letters/<first 2 hex>/<SHA-256>.p7m`. */
export const letterPath = (evidenceDir: string, sha256: string): string =>
  join(evidenceDir, 'letters', sha256.slice(0, 2), `${sha256}.p7m`);

/** Deletes the encrypted letter of a code; one that is gone is deleted. */
export const removeLetter = (evidenceDir: string, sha256: string): Promise<void> =>
  rm(letterPath(evidenceDir, sha256), { force: true });

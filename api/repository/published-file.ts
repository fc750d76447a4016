import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Octets of a published file by the parts of its name, which the caller has checked; undefined if there is none. */
export function publishedFile(dir: string, parts: readonly string[]): Buffer | undefined {
  if (parts.length === 0) return undefined;
  try {
    return readFileSync(join(dir, ...parts));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

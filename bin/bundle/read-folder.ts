import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BundleUnreadable } from './verify-bundle.ts';

/** A bundle holds some dozens of files; a piece of evidence has at most 10 MiB. */
const FILES_MAX = 4096;
const OCTETS_MAX = 64 * 1024 * 1024;

/**
 * Reads a folder into memory; links and devices are not followed.
 *
 * @throws BundleUnreadable if it cannot be read, or is larger than any bundle
 */
export function readFolder(dir: string): Map<string, Buffer> {
  const names = namesIn(dir);
  if (names.length > FILES_MAX) throw new BundleUnreadable('too many files');
  const files = new Map<string, Buffer>();
  let total = 0;
  for (const name of names) {
    const path = join(dir, name);
    const found = lstatSync(path);
    if (found.isDirectory()) continue;
    total += found.size;
    if (!found.isFile()) throw new BundleUnreadable(`${name} is not a file`);
    if (total > OCTETS_MAX) throw new BundleUnreadable('too large');
    files.set(relative(dir, path).split(sep).join('/'), readFileSync(path));
  }
  return files;
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' });
  } catch {
    throw new BundleUnreadable('not a folder that can be read');
  }
}

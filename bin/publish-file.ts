import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError } from '../domain/errors.ts';

/**
 * Files that a verifier needs for years, and that are never another: CA certificates, links, every list by its number, every
 * version of a document. What is current (`crls/<key>/<shard>.crl`) is replaced, and stands among the numbers as well.
 */
const KEPT =
  /^(issuers\/[^/]+\.cer|links\/[^/]+\/[^/]+\.cer|crls\/[^/]+\/[^/]+\/[^/]+\.crl|documents\/[^/]+\/[^/]+)$/;

/** Whether a published file stays as it is for good. */
export const isKept = (name: string): boolean => KEPT.test(name);

/**
 * Puts a file where everyone takes it, whole or not at all: written beside, forced to the medium, renamed over what was there.
 * A file that is kept is written once: the same octets again change nothing.
 *
 * @throws DomainError `ExistsWithDifferentContent` for other octets in the place of a kept file: nothing is taken away
 */
export function putFile(dir: string, name: string, octets: Buffer): void {
  const path = join(dir, name);
  const before = isKept(name) ? readIfThere(path) : undefined;
  if (before?.equals(octets)) return;
  if (before) throw new DomainError('ExistsWithDifferentContent', `published file ${name}`);
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.new`;
  const handle = openSync(beside, 'w', 0o644);
  try {
    for (let written = 0; written < octets.length;) {
      written += writeSync(handle, octets, written);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, path);
  syncFolderOf(path);
}

/** Forces the names in the folder of a file to the medium: a name, too, has to outlive a loss of power. */
export function syncFolderOf(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** As `putFile`. @returns what can be read under its name now */
export function publishFile(dir: string, name: string, octets: Buffer): Buffer {
  putFile(dir, name, octets);
  return readFileSync(join(dir, name));
}

/** Octets of a file; undefined if there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

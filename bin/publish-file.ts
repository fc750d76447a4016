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

/**
 * Puts a file where everyone takes it, whole or not at all: written beside, forced to the medium, renamed over what was there.
 */
export function putFile(dir: string, name: string, octets: Buffer): void {
  const path = join(dir, name);
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

/** The same. @returns what can be read under its name now */
export function publishFile(dir: string, name: string, octets: Buffer): Buffer {
  putFile(dir, name, octets);
  return readFileSync(join(dir, name));
}

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
 *
 * @returns what can be read under its name now.
 */
export function publishFile(dir: string, name: string, octets: Buffer): Buffer {
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
  const folder = openSync(dirname(path), 'r');
  try {
    // The name, too, has to outlive a loss of power.
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return readFileSync(path);
}

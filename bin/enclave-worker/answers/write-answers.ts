import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FORCED_MAX } from '../../../enclave/status/ocsp/answer-policy.ts';

/** A batch of answers as it is handed to the thread: all octets one after the other. */
export interface PackedAnswers {
  readonly issuerKeyId: string;
  readonly batch: string;
  readonly serials: readonly string[];
  /** Octets of each answer. */
  readonly lengths: readonly number[];
  readonly octets: Uint8Array;
  readonly leaves: Uint8Array;
}

/** Where the answer for a certificate lies below the published files. */
export const answerFile = (issuerKeyId: string, serialNumber: string): string =>
  join('ocsp', issuerKeyId, serialNumber.slice(0, 2), `${serialNumber}.ors`);

function put(path: string, octets: Uint8Array, isForced: boolean): void {
  const beside = `${path}.new`;
  const handle = openSync(beside, 'w', 0o644);
  try {
    for (let written = 0; written < octets.length;) {
      written += writeSync(handle, octets, written);
    }
    if (isForced) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, path);
}

function force(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts the answers of a batch into files, each whole or not at all. On return a small batch outlives a loss of power; of a large
 * one `refreshAnswers` makes anew what may not, at the next start: a thousand forced files would take longer than their signatures.
 */
export function writeAnswers(dir: string, packed: PackedAnswers): void {
  const { issuerKeyId, batch, serials, lengths, octets, leaves } = packed;
  const folder = join(dir, 'ocsp', issuerKeyId);
  const folders = new Set(serials.map((serial) => join(folder, serial.slice(0, 2))));
  for (const each of folders) mkdirSync(each, { recursive: true });
  const isForced = serials.length <= FORCED_MAX;
  // What proves the batch comes first: no answer is served that is not in it.
  put(join(folder, `${batch}.leaves`), leaves, isForced);
  const paths = serials.map((serial) => join(dir, answerFile(issuerKeyId, serial)));
  let at = 0;
  for (const [n, path] of paths.entries()) {
    const length = lengths[n] ?? 0;
    put(path, octets.subarray(at, at + length), isForced);
    at += length;
  }
  if (isForced) for (const each of [...folders, folder]) force(each);
}

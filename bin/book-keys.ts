import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readVkey, type NoteVerifier } from '../books/note-verifier.ts';
import type { KnownLog } from '../books/witness-checks.ts';

/**
 * The folder of public keys that a program believes about the books: `office.vkey` and `enclave.vkey` with
 * a line for each key of a log, `witness-<n>.vkey`, `tsa-<n>.cer`. The names are those of an export's
 * `keys/`. Under `npm start` it is one folder; in the field each side fills its own.
 */

const LOGS = ['office.vkey', 'enclave.vkey'];

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** Keys in a file of the folder. @throws Error if there is no such file, VkeyRefused */
const verifiersIn = (dir: string, name: string): NoteVerifier[] =>
  linesOf(join(dir, name)).map(readVkey);

const isFile = (pattern: RegExp) => (name: string) => pattern.test(name);

const filesOf = (dir: string, pattern: RegExp): string[] =>
  readdirSync(dir).filter(isFile(pattern)).toSorted();

/** A log by the keys in a file; its name is that of its keys. @throws Error if they differ in it */
export function readKnownLog(dir: string, log: 'office' | 'enclave'): KnownLog {
  const verifiers = verifiersIn(dir, `${log}.vkey`);
  const [origin, ...others] = new Set(verifiers.map(({ name }) => name));
  if (origin === undefined || others.length > 0) throw new Error(`${log}.vkey is not of one log`);
  return { origin, verifiers };
}

/** The log of that name, if its keys are in the folder. */
export function findKnownLog(dir: string, origin: string): KnownLog | undefined {
  for (const file of LOGS) {
    if (!existsSync(join(dir, file))) continue;
    const verifiers = verifiersIn(dir, file).filter(({ name }) => name === origin);
    if (verifiers.length > 0) return { origin, verifiers };
  }
  return undefined;
}

/** Keys of witnesses: type 04 alone, whatever else may lie there. */
export const readWitnessKeys = (dir: string): NoteVerifier[] =>
  filesOf(dir, /^witness-[\w.-]+\.vkey$/)
    .flatMap((name) => verifiersIn(dir, name))
    .filter(({ type }) => type === 4);

/** Certificates that a time stamp has to lead to. */
export const readTimestampAnchors = (dir: string): X509Certificate[] =>
  filesOf(dir, /^tsa-[\w.-]+\.cer$/).map(
    (name) => new X509Certificate(readFileSync(join(dir, name))),
  );

/** Puts a file into the folder whole, so that nobody reads half of it. */
export function publishKeyFile(dir: string, name: string, content: string | Uint8Array): void {
  mkdirSync(dir, { recursive: true });
  const temporary = join(dir, `${name}.${process.pid}.tmp`);
  writeFileSync(temporary, content, { mode: 0o644 });
  renameSync(temporary, join(dir, name));
}

/** Puts the keys of a log or a witness into the folder, a line each. */
export const publishVkeys = (dir: string, name: string, vkeys: readonly string[]): void =>
  publishKeyFile(dir, `${name}.vkey`, vkeys.map((vkey) => `${vkey}\n`).join(''));

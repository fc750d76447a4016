import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { takeLock } from '../bootstrap/lock.mjs';
import { InstanceError } from './failure.ts';

const MARKER = '.toroku-instance';
const LOCK = 'lock';
const POINTER = 'postgres-location';

/** The folder that holds all data of one instance, locked for this process. */
export interface DataDirectory {
  readonly path: string;
  /** A path below it. */
  readonly at: (...names: string[]) => string;
  /** A folder below it that only we can enter, made if absent. */
  readonly folder: (...names: string[]) => string;
  /** A file of random bytes in hex, made once. @returns its path */
  readonly secretFile: (name: string, bytes?: number) => string;
  readonly secret: (name: string, bytes?: number) => string;
  readonly release: () => void;
}

/**
 * Opens a data directory, making it if absent, and locks it.
 *
 * @param isReset deletes first what is in it.
 * @throws InstanceError if another process holds it, or if it holds what is not ours.
 */
export function openDataDirectory(given: string, isReset = false): DataDirectory {
  const path = resolve(given);
  mkdirSync(path, { recursive: true, mode: 0o755 });
  claim(path);
  const lock = takeLock(join(path, LOCK));
  if (!lock.taken) throw new InstanceError(heldBy(path, lock.pid));
  if (isReset) empty(path);

  // As root, PostgreSQL runs as another user and must be able to pass through, but not to look around.
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  const folder = (...names: string[]) => {
    const made = join(path, ...names);
    mkdirSync(made, { recursive: true, mode: 0o700 });
    return made;
  };
  const secretFile = (name: string, bytes = 32) => {
    const made = join(folder('secrets'), name);
    if (!existsSync(made)) {
      writeFileSync(made, `${randomBytes(bytes).toString('hex')}\n`, { mode: 0o600, flush: true });
    }
    return made;
  };
  return {
    path,
    at: (...names) => join(path, ...names),
    folder,
    secretFile,
    secret: (name, bytes) => readFileSync(secretFile(name, bytes), 'utf8').trim(),
    release: lock.release,
  };
}

/** A data directory of its own for a test or a story; `removeDataDirectory` deletes it. */
export function temporaryDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'toroku-'));
}

/**
 * Deletes a data directory, and what PostgreSQL had to keep elsewhere.
 *
 * @throws InstanceError if it runs, or does not carry our marker.
 */
export function removeDataDirectory(given: string): void {
  if (!existsSync(given)) return;
  const data = openDataDirectory(given, true);
  rmSync(data.path, { recursive: true });
}

/** Where PostgreSQL's data lies if its user cannot reach the data directory. */
export function postgresElsewhere(path: string): string | undefined {
  const pointer = join(path, POINTER);
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
}

export function keepPostgresElsewhere(path: string, place: string): void {
  writeFileSync(join(path, POINTER), `${place}\n`, { mode: 0o600, flush: true });
}

/** Keeps the marker, by which an interrupted deletion can be taken up, and the lock that we hold. */
function empty(path: string): void {
  const elsewhere = postgresElsewhere(path);
  if (elsewhere) rmSync(elsewhere, { recursive: true, force: true });
  for (const name of readdirSync(path)) {
    if (name !== MARKER && name !== LOCK) rmSync(join(path, name), { recursive: true });
  }
}

function claim(path: string): void {
  const marker = join(path, MARKER);
  if (existsSync(marker)) return;
  if (readdirSync(path).length > 0) throw new InstanceError(notOurs(path));
  writeFileSync(marker, 'Data of a Toroku instance. `npm start -- --reset` deletes this folder.\n');
}

function heldBy(path: string, pid: number): string {
  return [
    `${path} は実行中の Toroku (pid ${pid}) が使っています。止めてから起動してください。`,
    `${path} is in use by a Toroku that runs (pid ${pid}). Stop that one first.`,
  ].join('\n');
}

function notOurs(path: string): string {
  return [
    `${path} は Toroku のデータではないため、触りません。`,
    `${path} holds something that is not Toroku's data; it is left alone.`,
    'TOROKU_DATA_DIR names another folder.',
  ].join('\n');
}

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';

/** Keeps names aside apart from those of other programs, and of one that died. Hexadecimal: `destroyKeyFile` finds them by it. */
const PROGRAM = randomBytes(6).toString('hex');

let written = 0;

/** Waits for the disk. */
const synced = (sync: typeof fs.fsync, file: number): Promise<void> =>
  new Promise((resolve, reject) => {
    sync(file, (error) => (error ? reject(error) : resolve()));
  });

/**
 * Writes a file so that after a crash it is there whole or not at all.
 *
 * Only the two waits for the disk go through the thread pool. The other calls end in the page cache, and cost less on
 * this thread than their trips through the pool would.
 */
export async function writeDurably(path: string, octets: Uint8Array): Promise<void> {
  await writeContent(path, octets);
  await syncFolder(dirname(path));
}

/** As `writeDurably`, of files of one folder: the folder is waited for once. */
export async function writeAllDurably(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  await Promise.all(
    Object.entries(files).map(([name, octets]) => writeContent(join(folder, name), octets)),
  );
  await syncFolder(folder);
}

async function writeContent(path: string, octets: Uint8Array): Promise<void> {
  written += 1;
  const temporary = `${path}.${PROGRAM}${written.toString(16)}.tmp`;
  await withFile(fs.openSync(temporary, 'wx', 0o600), async (file) => {
    // The whole of it, or an error: a disk that is almost full takes a part.
    fs.writeFileSync(file, octets);
    await synced(fs.fdatasync, file);
  });
  fs.renameSync(temporary, path);
}

/** A name has to outlive a loss of power, too. */
const syncFolder = (path: string): Promise<void> =>
  withFile(fs.openSync(path, 'r'), (folder) => synced(fs.fsync, folder));

async function withFile(file: number, act: (file: number) => Promise<void>): Promise<void> {
  try {
    await act(file);
  } finally {
    fs.closeSync(file);
  }
}

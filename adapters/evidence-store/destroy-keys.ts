import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Takes a file of wrapped keys away for good, and what a crash may have left of writing it; on return it is
 * gone even after a loss of power. Nothing is written over it first: where a disk keeps its blocks is not
 * ours to say (an SSD writes the new octets elsewhere), so destruction rests on wrapped keys never lying in
 * a backup, and on the secret of the reader, without which the blocks say nothing. Safe to repeat.
 */
export async function destroyKeyFile(path: string): Promise<void> {
  const folder = dirname(path);
  const leftover = new RegExp(`^${basename(path).replaceAll('.', '\\.')}(\\.[0-9a-f]+\\.tmp)?$`);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    // No chain ever had its file here.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (names === undefined) return;
  for (const name of names.filter((each) => leftover.test(each))) {
    await rm(join(folder, name), { force: true });
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

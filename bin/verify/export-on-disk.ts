import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { ExportFolder } from '../../books/verify/check-bundle.ts';

/**
 * An exported folder on a disk. It is read synchronously: who verifies has nothing else to do, and small
 * files through the thread pool cost more than what is done with them.
 */
export const exportOnDisk = (dir: string): ExportFolder => ({
  list: () => Promise.resolve(filesBelow(dir, '')),
  read: (path) => Promise.resolve(readFrom(join(dir, path))),
});

function readFrom(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function filesBelow(dir: string, below: string): string[] {
  return readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    // A link could lead anywhere: it is named as a file, and no manifest has it.
    return entry.isDirectory() ? filesBelow(dir, path) : [path.split(sep).join('/')];
  });
}

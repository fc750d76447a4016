import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ExportFolder } from '../../books/verify/check-bundle.ts';

/** An exported folder on a disk. */
export const exportOnDisk = (dir: string): ExportFolder => ({
  list: () => Promise.resolve(filesBelow(dir, '')),
  read: async (path) => {
    try {
      return await readFile(join(dir, path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
      throw error;
    }
  },
});

function filesBelow(dir: string, below: string): string[] {
  return readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    // A link could lead anywhere: it is named as a file, and no manifest has it.
    return entry.isDirectory() ? filesBelow(dir, path) : [path.split(sep).join('/')];
  });
}

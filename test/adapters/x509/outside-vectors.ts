import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * Folder of test vectors made by others, which do not belong to this repository; undefined without
 * them, with a line that says so. They are found by `TOROKU_VECTORS`, or beside the repository.
 */
export function outsideVectors(folder: string): string | undefined {
  const base = process.env['TOROKU_VECTORS'] ?? path.resolve(ROOT, '../shared/vectors');
  const found = path.join(base, folder);
  if (existsSync(found)) return found;
  console.log(
    `outside vectors ${folder} not run: set TOROKU_VECTORS to the folder that holds them`,
  );
  return undefined;
}

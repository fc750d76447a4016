import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './find.mjs';
import { waitForLock } from './lock.mjs';
import { runSlowly } from './progress.mjs';

/**
 * Has something made in the user's cache by one process at a time; the others wait and find it.
 *
 * @param make gets a work folder, and tells whether it has put the thing in place. After an interruption or a
 *   failure the folder is kept, so that the next start goes on where this one ended.
 */
export async function obtainOnce({ env, progress }, { what, name, isThere, make }) {
  const cache = cacheDirectory(env);
  mkdirSync(cache, { recursive: true });
  const lock = await waitForLock(join(cache, `${name}.lock`), (pid) =>
    progress.say(`別の起動が ${what} を用意中です / another start prepares it (pid ${pid})`),
  );
  const work = join(cache, `${name}.work`);
  try {
    if (isThere()) return;
    mkdirSync(work, { recursive: true });
    if (!(await make(work))) return;
    await runSlowly(progress, `${what}: 作業の残りを消します / removing what is left of the work`, {
      file: 'rm',
      args: ['-rf', work],
      env,
      cwd: cache,
    });
  } finally {
    lock.release();
  }
}

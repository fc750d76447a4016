import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEMPORAL_VERSION } from './find.mjs';
import { runSlowly } from './progress.mjs';

const WHAT = {
  dev: 'Temporal サーバーのダウンロードを試みます / trying the download of the Temporal SDK',
  test: '時間を飛ばす試験用サーバーのダウンロードを試みます / trying the download of the test server',
};

/**
 * Has the Temporal SDK fetch one of its servers; without internet it fails at once.
 *
 * @param kind `dev`, or `test` for the one that skips time.
 * @returns the path of what it fetched, or undefined.
 */
export async function downloadServer({ root, env, progress }, { work, kind }) {
  const folder = join(work, 'download');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const isDone = await runSlowly(progress, WHAT[kind], {
    file: process.execPath,
    args: [fileURLToPath(new URL('./download-temporal.mjs', import.meta.url)), folder, kind],
    env: { ...env, TEMPORAL_VERSION },
    cwd: root,
  });
  const name = isDone && readdirSync(folder).find((entry) => entry.startsWith('temporal'));
  return name ? join(folder, name) : undefined;
}

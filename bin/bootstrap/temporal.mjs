import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEMPORAL_VERSION, cacheDirectory, cachedTemporal, findTemporal } from './find.mjs';
import { goCommand } from './go.mjs';
import { waitForLock } from './lock.mjs';
import { BootstrapError, runSlowly } from './progress.mjs';

/** Makes sure of a Temporal server: one that runs, on the PATH, cached, downloaded, or built here. */
export async function ensureTemporal(host) {
  if (!findTemporal(host.env)) await obtain(host);
  const found = findTemporal(host.env);
  if (!found) throw new BootstrapError(WHAT_TO_DO);
  host.progress.ready(`Temporal: ${found.address ?? found.path}`);
}

async function obtain(host) {
  const cache = cacheDirectory(host.env);
  mkdirSync(cache, { recursive: true });
  const lock = await waitForLock(join(cache, `temporal-${TEMPORAL_VERSION}.lock`), (pid) =>
    host.progress.say(`別の起動が Temporal を用意中です / another start prepares it (pid ${pid})`),
  );
  // Kept after an interruption or a failure, so that the next start goes on where this one ended.
  const work = join(cache, `temporal-${TEMPORAL_VERSION}.work`);
  try {
    if (findTemporal(host.env)) return;
    mkdirSync(work, { recursive: true });
    const made = (await download(host, work)) ?? (await build(host, work));
    if (!made) return;
    install(made, cachedTemporal(host.env));
    await runSlowly(host.progress, 'ビルドの残りを消します / removing what the build left', {
      file: 'rm',
      args: ['-rf', work],
      env: host.env,
      cwd: cache,
    });
  } finally {
    lock.release();
  }
}

/** The SDK fetches the server by itself; without internet it fails at once. */
async function download({ root, env, progress }, work) {
  const folder = join(work, 'download');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const isDone = await runSlowly(
    progress,
    'Temporal サーバーのダウンロードを試みます / trying the download of the Temporal SDK',
    {
      file: process.execPath,
      args: [fileURLToPath(new URL('./download-temporal.mjs', import.meta.url)), folder],
      env: { ...env, TEMPORAL_VERSION },
      cwd: root,
    },
  );
  const name = isDone
    ? readdirSync(folder).find((entry) => entry.startsWith('temporal'))
    : undefined;
  return name && join(folder, name);
}

async function build({ env, progress }, work) {
  const go = goCommand(work, env);
  if (!go) {
    progress.say('go がないためビルドできません / it cannot be built, as there is no `go` here');
    return undefined;
  }
  const isDone = await runSlowly(
    progress,
    'Temporal サーバーをビルドします (初回のみ、約 5 分) / building it with go (once, about 5 min)',
    {
      file: go.file,
      args: ['install', `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`],
      env: { ...go.env, GOBIN: work },
      cwd: work,
    },
  );
  return isDone ? join(work, 'temporal') : undefined;
}

/** A crash before the rename leaves only a folder that no start looks at. */
function install(made, target) {
  execFileSync(made, ['--version'], { stdio: 'ignore', timeout: 30_000 });
  mkdirSync(dirname(target), { recursive: true });
  renameSync(made, target);
}

const WHAT_TO_DO = [
  'Temporal サーバーが得られませんでした。次のどれか 1 つをしてから、もう一度起動してください。',
  'No Temporal server could be had. Do one of these, then start again:',
  '  - put the `temporal` command (server 1.29 or newer) on the PATH',
  '  - install Go 1.21 or newer, with which it is built here',
  '  - set TEMPORAL_ADDRESS=host:port of a server that runs',
].join('\n');

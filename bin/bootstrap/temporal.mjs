import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { downloadServer } from './download.mjs';
import { TEMPORAL_VERSION, cachedTemporal, findTemporal } from './find.mjs';
import { goInstall } from './go.mjs';
import { obtainOnce } from './obtain-once.mjs';
import { BootstrapError } from './progress.mjs';

/** Makes sure of a Temporal server: one that runs, on the PATH, cached, downloaded, or built here. */
export async function ensureTemporal(host) {
  if (!findTemporal(host.env)) await obtain(host);
  const found = findTemporal(host.env);
  if (!found) throw new BootstrapError(WHAT_TO_DO);
  host.progress.ready(`Temporal: ${found.address ?? found.path}`);
}

const obtain = (host) =>
  obtainOnce(host, {
    what: 'Temporal',
    name: `temporal-${TEMPORAL_VERSION}`,
    isThere: () => Boolean(findTemporal(host.env)),
    make: async (work) => {
      const made = (await downloadServer(host, { work, kind: 'dev' })) ?? (await build(host, work));
      if (made) install(made, cachedTemporal(host.env));
      return Boolean(made);
    },
  });

const build = (host, work) =>
  goInstall(host, work, {
    module: `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`,
    what: 'Temporal サーバーをビルドします (初回のみ、約 5 分) / building it with go (once, about 5 min)',
  });

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

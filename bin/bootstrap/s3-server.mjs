import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { S3_SERVER_VERSION, cachedS3Server, findS3Server } from './find.mjs';
import { goInstall } from './go.mjs';
import { obtainOnce } from './obtain-once.mjs';
import { BootstrapError } from './progress.mjs';

/** Makes sure of an S3-compatible server for tests: one on the PATH, cached, or built here. */
export async function ensureS3Server(host) {
  const { env, progress } = host;
  const isThere = () => Boolean(findS3Server(env));
  if (!isThere()) {
    await obtainOnce(host, {
      what: 'S3 互換サーバー',
      name: `versitygw-${S3_SERVER_VERSION}`,
      isThere,
      make: (work) => make(host, work),
    });
  }
  if (!isThere()) throw new BootstrapError(WHAT_TO_DO);
  progress.ready(`S3 互換サーバー (試験用) / S3-compatible server for tests: ${findS3Server(env)}`);
}

async function make(host, work) {
  const made = await goInstall(host, work, {
    module: `github.com/versity/versitygw/cmd/versitygw@v${S3_SERVER_VERSION}`,
    what: '試験用の S3 互換サーバーをビルドします (初回のみ、数分) / building it with go (once, minutes)',
  });
  if (!made) return false;
  execFileSync(made, ['--version'], { stdio: 'ignore', timeout: 30_000 });
  const target = cachedS3Server(host.env);
  mkdirSync(dirname(target), { recursive: true });
  // A crash before the rename leaves only a folder that no start looks at.
  renameSync(made, target);
  return true;
}

const WHAT_TO_DO = [
  '試験用の S3 互換サーバーが得られませんでした。次のどちらかをしてから、もう一度試してください。',
  'No S3-compatible server for tests could be had. Do one of these, then try again:',
  '  - put the `versitygw` command (https://github.com/versity/versitygw) on the PATH',
  '  - install Go 1.21 or newer, with which it is built here',
  'npm start や npm run test:unit には要りません / `npm start` and `npm run test:unit` do without it.',
].join('\n');

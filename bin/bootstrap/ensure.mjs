import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './packages.mjs';
import { BootstrapError, createProgress } from './progress.mjs';
import { ensureS3Server } from './s3-server.mjs';
import { ensureSystem } from './system.mjs';
import { ensureTemporal } from './temporal.mjs';
import { ensureTestServer } from './test-server.mjs';

/** The repository's root: programs run there, whatever the caller's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const OLDEST_NODE = [20, 19];

/**
 * Gets everything that a program needs, or ends the process with what to do.
 *
 * @param stream where progress goes; `quiet` leaves out steps that had nothing to do.
 */
export async function ensure({ stream, quiet, forTests }) {
  const progress = createProgress(stream, { quiet });
  const host = { root: ROOT, env: process.env, progress };
  try {
    checkNode(progress);
    // What a person may have to install comes before what takes minutes.
    await ensureSystem(host, { forTests });
    await ensurePackages(host);
    if (forTests) await ensureTestServer(host);
    await ensureTemporal(host);
    if (forTests) await ensureS3Server(host);
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EROFS') progress.plain(unwritable(error));
    else progress.plain(error instanceof BootstrapError ? `\n${error.message}` : error.stack);
    process.exit(1);
  }
}

function checkNode(progress) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  if (isOld) {
    const wanted = OLDEST_NODE.join('.');
    throw new BootstrapError(
      `Node ${wanted} 以上が必要です / Node ${wanted} or newer is needed (this is ${process.version})`,
    );
  }
  progress.ready(`Node ${process.version}`);
}

function unwritable(error) {
  return [
    '',
    `書き込めません / cannot be written: ${error.path}`,
    'キャッシュの場所は XDG_CACHE_HOME で変えられます。',
    'If that is the cache, set XDG_CACHE_HOME to a folder of yours.',
  ].join('\n');
}

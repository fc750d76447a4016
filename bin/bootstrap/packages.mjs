import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDirectory } from './find.mjs';
import { waitForLock } from './lock.mjs';
import { BootstrapError, runSlowly } from './progress.mjs';

/** Installs node_modules as package-lock.json says, unless it is so already. */
export async function ensurePackages({ root, env, progress }) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(root, 'node_modules', '.toroku-lock');
  const wanted = sha256(lockText);
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted;

  if (!isInstalled() && isInstalledByHand(root, lockText)) writeFileSync(stamp, `${wanted}\n`);
  if (!isInstalled()) {
    // Outside node_modules, which `npm ci` empties.
    const lock = await waitForLock(installLock(root, env), (pid) =>
      progress.say(`別の npm ci を待っています / waiting for another npm ci (pid ${pid})`),
    );
    try {
      if (!isInstalled()) await install({ root, env, progress });
      writeFileSync(stamp, `${wanted}\n`);
    } finally {
      lock.release();
    }
  }
  progress.ready('依存パッケージ / packages');
}

async function install({ root, env, progress }) {
  // The very npm that runs us, if one does: its configuration is known to fit.
  const npm = env.npm_execpath?.endsWith('.js')
    ? { file: process.execPath, args: [env.npm_execpath] }
    : { file: 'npm', args: [] };
  const isDone = await runSlowly(
    progress,
    '依存パッケージを入れます / installing packages (npm ci)',
    {
      file: npm.file,
      args: [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      env: { ...env, ...headersEnvironment() },
      cwd: root,
    },
  );
  if (!isDone)
    throw new BootstrapError('npm ci に失敗しました / npm ci failed (its output is above)');
}

/** Native packages are compiled against the headers that came with this Node, where the compiler would fetch them. */
function headersEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  const header = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return {};
  const text = readFileSync(header, 'utf8');
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1],
  );
  return version.join('.') === process.versions.node ? { npm_config_nodedir: prefix } : {};
}

/** npm writes its hidden lock file when it has finished, so it tells what is really there. */
function isInstalledByHand(root, lockText) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(lockText).packages;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.os);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function installLock(root, env) {
  const folder = cacheDirectory(env);
  mkdirSync(folder, { recursive: true });
  return join(folder, `npm-ci-${sha256(root).slice(0, 16)}.lock`);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findOnPath } from './find.mjs';

/**
 * The `go` command with an environment in which any user can build, or undefined without one.
 *
 * Go's own folders are used where they can be written, so that a developer's cache serves; otherwise they lie in
 * `work`, which the caller removes.
 */
export function goCommand(work, env) {
  const file = findOnPath('go', env, ['/usr/local/go/bin', '/usr/lib/go/bin', '/opt/homebrew/bin']);
  if (!file) return undefined;
  const base = {
    ...env,
    HOME: env.HOME || homedir(),
    // A user's `-mod=vendor` would break `go install package@version`. Read-only modules would resist removal.
    GOFLAGS: '-buildvcs=false -modcacherw',
    GO111MODULE: 'on',
    GOWORK: 'off',
  };
  const own = {
    GOPATH: join(work, 'go'),
    GOMODCACHE: join(work, 'go', 'mod'),
    GOCACHE: join(work, 'go', 'build'),
  };
  const usual = goEnvironment(file, base);
  const isUsable = usual && Object.keys(own).every((name) => isWritable(usual[name]));
  return { file, env: isUsable ? base : { ...base, ...own } };
}

function goEnvironment(file, env) {
  try {
    return JSON.parse(execFileSync(file, ['env', '-json'], { env, encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

/** Whether the folder can be written, or the nearest folder above it that exists. */
function isWritable(folder) {
  if (!folder || folder === 'off') return false;
  if (!existsSync(folder)) {
    const above = dirname(folder);
    return above !== folder && isWritable(above);
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

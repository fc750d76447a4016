import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findGo } from './find.mjs';
import { runSlowly } from './progress.mjs';

/**
 * The `go` command with an environment in which any user can build, or undefined without one.
 *
 * The caches of somebody who uses Go serve here too. Others would be left with gigabytes that they never asked for,
 * or cannot write where Go would: then all of it lies in `work`, which the caller removes.
 */
export function goCommand(work, env) {
  const file = findGo(env);
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
  const isUsable = usual && [usual.GOMODCACHE, usual.GOCACHE].every(isWritable);
  return { file, env: isUsable ? base : { ...base, ...own } };
}

/**
 * Builds a program of a Go module into the folder `work`.
 *
 * @returns its path, or undefined, after saying why.
 */
export async function goInstall({ env, progress }, work, { module, what }) {
  const go = goCommand(work, env);
  if (!go) {
    progress.say('go がないためビルドできません / it cannot be built, as there is no `go` here');
    return undefined;
  }
  const isDone = await runSlowly(progress, what, {
    file: go.file,
    args: ['install', module],
    env: { ...go.env, GOBIN: work },
    cwd: work,
  });
  const [path] = module.split('@');
  return isDone ? join(work, path.slice(path.lastIndexOf('/') + 1)) : undefined;
}

function goEnvironment(file, env) {
  try {
    return JSON.parse(execFileSync(file, ['env', '-json'], { env, encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

/** Whether the folder exists, and can be written. */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

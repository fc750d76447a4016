import { spawn } from 'node:child_process';
import { ROOT } from './ensure.mjs';

/**
 * Runs a TypeScript program in the foreground and ends this process as it ended.
 *
 * The channel between the two tells the program when this process is gone, so that nothing is left running.
 */
export async function runProgram(file, args) {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  process.exit(await runNode(['--import', 'tsx', file, ...args], stdio));
}

/** Runs node in the repository's root and gives its exit code. */
export function runNode(args, stdio) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio });
  // Ctrl-C reaches the child by itself, as it is in the same process group; we wait for its end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** A SIGTERM that npm gets ends npm and its shell, and never reaches us: what we see is another parent. */
function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 500);
  watch.unref();
}

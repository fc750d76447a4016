import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../bootstrap/lock.mjs';

const POLL_MS = 25;

/** Whether a process of that id runs, ours or not. */
export function isRunning(pid: number): boolean {
  return isAlive({ pid });
}

/** The command line of a process, or undefined if there is none. */
export function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return fromPs(pid);
  }
}

/** Asks a process to end, and kills it if it has not after the time given. */
export async function stopProcess(
  pid: number,
  signal: NodeJS.Signals,
  patienceSeconds: number,
): Promise<void> {
  if (!send(pid, signal)) return;
  const end = Date.now() + patienceSeconds * 1000;
  while (isRunning(pid) && Date.now() < end) await sleep(POLL_MS);
  if (isRunning(pid)) send(pid, 'SIGKILL');
  while (isRunning(pid)) await sleep(POLL_MS);
}

/** Polls until the check gives a value; a check that throws is asked again. */
export async function waitFor<T>(
  check: () => Promise<T | undefined> | T | undefined,
  patienceSeconds: number,
): Promise<T | undefined> {
  const end = Date.now() + patienceSeconds * 1000;
  while (Date.now() < end) {
    const found = await attempt(check);
    if (found !== undefined) return found;
    await sleep(POLL_MS);
  }
  return undefined;
}

async function attempt<T>(
  check: () => Promise<T | undefined> | T | undefined,
): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Where there is no /proc. */
function fromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

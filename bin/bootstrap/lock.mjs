import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** A takeover takes milliseconds; one that is older was cut short by a crash. */
const TAKEOVER_SECONDS = 60;

/**
 * Takes a lock file for this process, or tells which living process holds it.
 *
 * A crash leaves the file behind; the next caller sees that its process is gone and takes it over. The file
 * appears complete (link of a finished file), so a reader never sees half of one. Two callers that find
 * the same dead holder are kept apart by a second file of the same kind.
 */
export function takeLock(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    if (linkIfAbsent(mine, file)) return taken(file);
    const holder = read(file);
    if (holder && isAlive(holder)) return { taken: false, pid: holder.pid };
    return takeOver(file, mine);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Waits for a lock, calling `onWait` about once a second with the holder's process id. */
export async function waitForLock(file, onWait) {
  for (;;) {
    const lock = takeLock(file);
    if (lock.taken) return lock;
    onWait(lock.pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Whether the process that a lock file names is still that process. One that only waits to be reaped is not. */
export function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  const now = statOf(pid);
  if (!now) return true;
  return now.state !== 'Z' && (!started || started === now.started);
}

function takeOver(file, mine) {
  const takeover = `${file}.takeover`;
  if (!linkIfAbsent(mine, takeover)) {
    const other = read(takeover);
    if (other && isAlive(other) && !isOld(takeover)) return { taken: false, pid: other.pid };
    rmSync(takeover, { force: true });
    return takeLock(file);
  }
  try {
    // Somebody may have finished a takeover between our look and now.
    const holder = read(file);
    if (holder && isAlive(holder)) return { taken: false, pid: holder.pid };
    renameSync(mine, file);
    return taken(file);
  } finally {
    rmSync(takeover, { force: true });
  }
}

function taken(file) {
  return {
    taken: true,
    release: () => {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function linkIfAbsent(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isOld(file) {
  try {
    return Date.now() - statSync(file).mtimeMs > TAKEOVER_SECONDS * 1000;
  } catch {
    return true;
  }
}

/** When the process started, in the kernel's clock ticks; process ids are used again, this is not. */
export function startOf(pid) {
  return statOf(pid)?.started;
}

/** Undefined where there is no /proc. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}

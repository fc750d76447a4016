import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';

/** Raised when another simulator works on the data directory. */
export class DataDirectoryInUse extends Error {
  override name = 'DataDirectoryInUse';
}

const ours = new Set<string>();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Process that holds the lock, if it still runs; our own id may be left from another boot. */
function holder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)
      ? pid
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the directory for this process: two simulators would hand out the same serial numbers. What
 * a crash leaves behind does not block the next start.
 *
 * @returns what gives the directory free again
 * @throws DataDirectoryInUse if a living process has it, this one included
 */
export function holdDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = realpathSync(directory);
  const file = `${path}/lock`;
  const pid = ours.has(path) ? process.pid : holder(file);
  if (pid !== undefined) throw new DataDirectoryInUse(`process ${pid} uses ${path}`);
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  ours.add(path);
  return () => {
    ours.delete(path);
    rmSync(file, { force: true });
  };
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Told of every process that an instance starts, and stops them if the instance's process dies. */
export interface Guardian {
  readonly watch: (process: Watched) => void;
  readonly unwatch: (pid: number) => void;
  /** Lets go; whatever is still watched then is stopped. */
  readonly leave: () => void;
}

/** Programs (phase 1) are stopped before the servers that they use (phase 2). */
export interface Watched {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  readonly phase: 1 | 2;
}

/** Starts the guardian's process, which outlives this one by what it takes to stop the rest. */
export function startGuardian(): Guardian {
  const child = spawn(process.execPath, [fileURLToPath(new URL('guardian.mjs', import.meta.url))], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  // Without its guardian an instance works on; only the end after a SIGKILL is less tidy.
  child.on('error', () => undefined);
  const tell = (message: object) => {
    if (child.connected) child.send(message, () => undefined);
  };
  return {
    watch: (watched) => tell({ watch: watched }),
    unwatch: (pid) => tell({ unwatch: pid }),
    leave: () => {
      if (child.connected) child.disconnect();
    },
  };
}

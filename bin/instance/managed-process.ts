import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Guardian } from './guardian.ts';
import { createLineWriter, openLog } from './log-file.ts';
import { stopProcess } from './processes.ts';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly log: string;
  /** A program talks to us over a channel, and its output is cut into lines; a server's goes to the log as it is. */
  readonly kind: 'program' | 'server';
  /** What makes it end in good order. */
  readonly stopSignal: NodeJS.Signals;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  readonly guardian: Guardian;
}

/** One run of a process. */
export interface ManagedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** Whether it was told to end, by us. */
  readonly wasTold: boolean;
  /** Ends it in good order, with SIGKILL at last. */
  readonly stop: () => Promise<void>;
  /** Sends a signal and waits for the end. */
  readonly kill: (signal: NodeJS.Signals) => Promise<Exit>;
}

const PATIENCE_SECONDS = 20;

/**
 * Starts a process in a session of its own, so that Ctrl-C reaches only us and we stop things in order.
 *
 * @throws Error if the command cannot be run.
 */
export async function startProcess(options: ProcessOptions): Promise<ManagedProcess> {
  const child = spawnLogged(options);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid as number;
  options.guardian.watch({
    pid,
    signal: options.stopSignal,
    phase: options.kind === 'program' ? 1 : 2,
  });

  let wasTold = false;
  let hasExited = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      hasExited = true;
      options.guardian.unwatch(pid);
      resolve({ code, signal });
    });
  });
  return {
    pid,
    child,
    exited,
    get wasTold() {
      return wasTold;
    },
    stop: async () => {
      wasTold = true;
      // Its id may have been given to another process since.
      if (!hasExited) await stopProcess(pid, options.stopSignal, PATIENCE_SECONDS);
      await exited;
    },
    kill: (signal) => {
      wasTold = true;
      child.kill(signal);
      return exited;
    },
  };
}

function spawnLogged(options: ProcessOptions): ChildProcess {
  const { command, args, env, cwd, account } = options;
  const start = (stdio: StdioOptions) =>
    spawn(command, args, { env, cwd, stdio, detached: true, ...account });
  if (options.kind === 'server') {
    // Straight into the file: a server must not lose its output, or die of it, when we are gone.
    const log = openLog(options.log);
    const child = start(['ignore', log, log]);
    closeSync(log);
    return child;
  }
  const child = start(['ignore', 'pipe', 'pipe', 'ipc']);
  const lines = createLineWriter(options.log);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', lines.write);
  }
  child.once('close', lines.end);
  return child;
}

import type { Exit, ManagedProcess } from './managed-process.ts';

/** A server that can be stopped and started again, as chaos runs do. */
export interface Service {
  readonly isRunning: boolean;
  readonly pid: number | undefined;
  /** Does nothing if it runs. */
  readonly start: () => Promise<void>;
  /** Without a signal in good order. Does nothing if it is stopped. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Wraps what starts a server once, and returns when it is ready. */
export function createService(
  startOnce: () => Promise<ManagedProcess>,
  onUnexpectedExit?: (exit: Exit) => void,
): Service {
  let run: ManagedProcess | undefined;
  return {
    get isRunning() {
      return run !== undefined;
    },
    get pid() {
      return run?.pid;
    },
    start: async () => {
      if (run) return;
      const started = await startOnce();
      run = started;
      void started.exited.then((exit) => {
        if (run === started) run = undefined;
        if (!started.wasTold) onUnexpectedExit?.(exit);
      });
    },
    stop: async (signal) => {
      if (!run) return;
      if (signal) await run.kill(signal);
      else await run.stop();
      run = undefined;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from './managed-process.ts';
import type { Instance, ServiceName } from './options.ts';

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;
/** Ends with this code when starting again cannot help and may harm: a refused PIN locks the token. */
const EX_CONFIG = 78;

/** What has run that long is taken to be well again. */
const WELL_SECONDS = 60;

/** Starts again what ended by itself, waiting longer each time while it keeps ending. */
export function createRestarts(log: (line: string) => void): {
  /** Told of the instance once it is up. */
  follow: (instance: Instance) => void;
  handle: (service: ServiceName, exit: Exit) => void;
  /** From here on ends are left alone. */
  end: () => void;
} {
  const attempts = new Map<ServiceName, { count: number; last: number }>();
  const early: ServiceName[] = [];
  let instance: Instance | undefined;
  let isEnded = false;

  const restart = async (running: Instance, service: ServiceName): Promise<void> => {
    const seconds = nextWait(attempts, service);
    log(`${service}: ${seconds} 秒後に再起動します / restarting in ${seconds} s`);
    await sleep(seconds * 1000);
    if (isEnded) return;
    try {
      await startAgain(running, service);
      log(`${service}: 再起動しました / restarted`);
    } catch (error) {
      log((error as Error).message);
      await restart(running, service);
    }
  };
  return {
    follow: (started) => {
      instance = started;
      // Ready, and gone again before the others were ready.
      for (const service of early) void restart(started, service);
    },
    handle: (service, exit) => {
      if (isEnded) return;
      log(`${service} が終了しました / ended by itself (${exit.signal ?? exit.code})`);
      if (!instance) {
        early.push(service);
        return;
      }
      for (const line of lastLines(instance, service)) log(`  ${line}`);
      if (exit.code === EX_CONFIG) {
        log(`${service}: 設定を直してから起動してください / mend its settings, then start again`);
        return;
      }
      void restart(instance, service);
    },
    end: () => {
      isEnded = true;
    },
  };
}

function startAgain(instance: Instance, service: ServiceName): Promise<unknown> {
  if (service === 'postgres') return instance.startPostgres();
  if (service === 'temporal') return instance.startTemporal();
  return instance.startProgram(service);
}

function lastLines(instance: Instance, service: ServiceName): string[] {
  if (service === 'postgres' || service === 'temporal') return [];
  return instance.programs.get(service)?.lastLines() ?? [];
}

function nextWait(
  attempts: Map<ServiceName, { count: number; last: number }>,
  service: ServiceName,
): number {
  const before = attempts.get(service);
  const isFresh = !before || Date.now() - before.last > WELL_SECONDS * 1000;
  const count = isFresh ? 0 : before.count + 1;
  attempts.set(service, { count, last: Date.now() });
  return Math.min(FIRST_WAIT_SECONDS * 2 ** count, LONGEST_WAIT_SECONDS);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InstanceError } from './failure.ts';
import type { Guardian } from './guardian.ts';
import { lastLines } from './log-file.ts';
import { startProcess } from './managed-process.ts';
import type { Exit, ManagedProcess } from './managed-process.ts';

/** The programs of an instance, in the order in which they are started. */
export const PROGRAM_NAMES = [
  'jlis-simulator',
  'witness',
  'repository',
  'enclave-worker',
  'office-worker',
  'dispatch-worker',
  'portal',
  'console',
] as const;

export type ProgramName = (typeof PROGRAM_NAMES)[number];

/** A program of the instance over all its runs. */
export interface Program {
  readonly name: ProgramName;
  /** Of the current run, or the last. */
  readonly pid: number;
  /** How the current run ended, once it has. */
  readonly exited: Promise<Exit>;
  readonly isRunning: boolean;
  /** What it told when it was ready, such as the console's sign-in link. */
  readonly links: Readonly<Record<string, string>>;
  /** Sends a signal and waits for the end. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<Exit>;
  /** Ends it in good order. @throws InstanceError if it says that it could not. */
  readonly stop: () => Promise<void>;
  /** Stops it if it runs, and starts it again. */
  readonly restart: (extraEnv?: Readonly<Record<string, string>>) => Promise<void>;
  /** The last lines it wrote. */
  readonly lastLines: (count?: number) => string[];
}

export interface ProgramOptions {
  readonly name: ProgramName;
  readonly root: string;
  readonly env: Record<string, string>;
  readonly log: string;
  readonly guardian: Guardian;
  readonly onUnexpectedExit?: ((exit: Exit) => void) | undefined;
  /** What people do while it starts, until `signal`: it is not ready without them. */
  readonly accompany?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** What a program sends when it is ready. */
export interface ReadyMessage {
  readonly ready: true;
  readonly links?: Readonly<Record<string, string>>;
}

const READY_SECONDS = 120;

/** The file of a program, below the repository's root. */
export function programFile(name: ProgramName): string {
  return join('bin', `${name}.ts`);
}

/** Whether the program has been written. */
export function hasProgram(root: string, name: ProgramName): boolean {
  return existsSync(join(root, programFile(name)));
}

/**
 * Starts a program and waits until it says that it is ready.
 *
 * @throws InstanceError with its last lines, if it ends before that or takes too long.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  let { run, links } = await runOnce(options, options.env);
  let isRunning = true;
  const follow = () => {
    const current = run;
    isRunning = true;
    void current.exited.then((exit) => {
      if (run === current) isRunning = false;
      if (!current.wasTold) options.onUnexpectedExit?.(exit);
    });
  };
  follow();
  return {
    name: options.name,
    get pid() {
      return run.pid;
    },
    get exited() {
      return run.exited;
    },
    get isRunning() {
      return isRunning;
    },
    get links() {
      return links;
    },
    kill: (signal = 'SIGKILL') => run.kill(signal),
    stop: async () => {
      const wasRunning = isRunning;
      await run.stop();
      const { code } = await run.exited;
      if (wasRunning && code)
        throw new InstanceError(`${options.name} did not end in good order (exit ${code})`);
    },
    restart: async (extraEnv = {}) => {
      if (isRunning) await run.stop();
      ({ run, links } = await runOnce(options, { ...options.env, ...extraEnv }));
      follow();
    },
    lastLines: (count) => lastLines(options.log, count),
  };
}

interface Run {
  readonly run: ManagedProcess;
  readonly links: Readonly<Record<string, string>>;
}

async function runOnce(options: ProgramOptions, env: Record<string, string>): Promise<Run> {
  const run = await startProcess({
    command: process.execPath,
    args: ['--import', 'tsx', programFile(options.name)],
    env,
    cwd: options.root,
    log: options.log,
    kind: 'program',
    stopSignal: 'SIGTERM',
    guardian: options.guardian,
  });
  const started = new AbortController();
  const accompanied = (options.accompany?.(started.signal) ?? never()).then(never);
  accompanied.catch(() => run.stop());
  const outcome = await Promise.race([readyMessage(run), run.exited, late(), accompanied]);
  started.abort();
  if (outcome && 'ready' in outcome) return { run, links: outcome.links ?? {} };
  await run.stop();
  throw new InstanceError(failure(options, outcome));
}

function readyMessage(run: ManagedProcess): Promise<ReadyMessage> {
  return new Promise((resolve) => {
    run.child.on('message', (message) => {
      if (isReadyMessage(message)) resolve(message);
    });
  });
}

function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'ready' in message;
}

/** Whoever helped has done their part, and the start is not over with it. */
const never = () => new Promise<never>(() => undefined);

async function late(): Promise<undefined> {
  await sleep(READY_SECONDS * 1000, undefined, { ref: false });
}

function failure({ name, log }: ProgramOptions, exit: Exit | undefined): string {
  const how = exit
    ? `ended with ${exit.signal ?? exit.code} before it was ready`
    : `was not ready after ${READY_SECONDS} s`;
  return [
    `${name} が起動しません / ${name} ${how}; the end of ${log}:`,
    ...lastLines(log).map((line) => `  ${line}`),
  ].join('\n');
}

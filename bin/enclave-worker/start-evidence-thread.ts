import { Worker } from 'node:worker_threads';
import type { EvidenceThreadsOptions } from '../../enclave/gate/evidence-threads.ts';
import type { Config } from '../config.ts';

/** What a thread reads evidence with. */
export interface EvidenceThreadOptions {
  readonly evidenceDir: string;
  /** File of the key with which the enclave unwraps evidence keys; the thread reads it itself. */
  readonly keyFile: string;
  /** Secret of the room's person index. */
  readonly personKey: Uint8Array;
}

/** A thread that needs more memory dies, and the program does not. */
const OLD_GENERATION_MAX_MB = 256;

/** Starts a thread that reads evidence. What it dies of is told by name alone. */
export function startEvidenceThread(options: EvidenceThreadOptions): Worker {
  const thread = new Worker(new URL('evidence-thread.mjs', import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: OLD_GENERATION_MAX_MB },
  });
  thread.on('error', (error: NodeJS.ErrnoException) => {
    console.error(`enclave-worker: an evidence thread died: ${error.code ?? error.name}`);
  });
  return thread;
}

/** The threads that a room is opened with, as configured. */
export const evidenceThreadsOf = (
  config: Config<'enclave-worker'>,
  personKey: Buffer,
): EvidenceThreadsOptions => ({
  count: config.evidenceThreads,
  start: () =>
    startEvidenceThread({
      evidenceDir: config.evidenceDir,
      keyFile: config.evidenceEnclaveKeyFile,
      personKey,
    }),
});

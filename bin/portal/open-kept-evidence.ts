import { Worker } from 'node:worker_threads';
import { EvidenceKeptByThread } from '../../adapters/evidence-store/kept-by-thread.ts';
import { openEvidence } from '../parts.ts';

/** Where the evidence lies, and the file of the portal's key. */
export interface KeptEvidenceOptions {
  readonly dir: string;
  readonly keyFile: string;
}

/** Opens the evidence as the portal does: a thread keeps it. */
export function openKeptEvidence(options: KeptEvidenceOptions): EvidenceKeptByThread {
  const start = (): Worker => {
    const thread = new Worker(new URL('keeping-thread.mjs', import.meta.url), {
      workerData: options,
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      console.error(`portal: the thread that keeps evidence died: ${error.code ?? error.name}`);
    });
    return thread;
  };
  return new EvidenceKeptByThread(openEvidence(options.dir, 'portal', options.keyFile), start);
}

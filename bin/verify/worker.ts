/** A thread of {@link Crew}. */
import { parentPort, workerData } from 'node:worker_threads';
import { labourIn } from '../../books/verify/check-bundle.ts';
import { packed, type Answer, type Question } from './crew.ts';
import { exportOnDisk } from './export-on-disk.ts';

const labour = labourIn(exportOnDisk(String(workerData)));

parentPort?.on('message', ({ number, digest, bundle }: Question) => {
  const work = bundle ? labour.bundle(bundle).then(packed) : labour.digest(digest ?? '');
  work.then(
    (result) => say({ number, result }),
    (error: unknown) => say({ number, error: error instanceof Error ? error.message : 'failed' }),
  );
});

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has none
const say = (answer: Answer): void => parentPort?.postMessage(answer);

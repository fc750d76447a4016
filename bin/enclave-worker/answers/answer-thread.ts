/** A thread of the enclave-worker that puts OCSP answers into files. It has neither database nor book nor HSM. */
import { parentPort, workerData } from 'node:worker_threads';
import { writeAnswers, type PackedAnswers } from './write-answers.ts';

const { dir } = workerData as { readonly dir: string };
if (!parentPort) throw new Error('no program: the enclave-worker starts it');
const port = parentPort;

port.on('message', (packed: PackedAnswers) => {
  try {
    writeAnswers(dir, packed);
    port.postMessage({ batch: packed.batch });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unexpected';
    port.postMessage({ batch: packed.batch, code });
  }
});

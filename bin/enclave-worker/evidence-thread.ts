/** A thread of the enclave-worker that reads evidence. It has neither database nor book nor HSM. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveEvidence } from '../../enclave/gate/serve-evidence.ts';
import { openEvidence } from '../parts.ts';
import type { EvidenceThreadOptions } from './start-evidence-thread.ts';

const { evidenceDir, keyFile, personKey } = workerData as EvidenceThreadOptions;
if (!parentPort) throw new Error('no program: the enclave-worker starts it');
serveEvidence(parentPort, {
  evidence: openEvidence(evidenceDir, 'enclave', keyFile),
  personKey: Buffer.from(personKey),
});

/** The thread of the portal that keeps evidence. It reads the key of the portal itself, and has no database. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveKeeping } from '../../adapters/evidence-store/serve-keeping.ts';
import { openEvidence } from '../parts.ts';
import type { KeptEvidenceOptions } from './open-kept-evidence.ts';

const { dir, keyFile } = workerData as KeptEvidenceOptions;
if (!parentPort) throw new Error('no program: the portal starts it');
serveKeeping(parentPort, openEvidence(dir, 'portal', keyFile));

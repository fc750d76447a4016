import { Worker } from 'node:worker_threads';
import { DomainError } from '../../../domain/errors.ts';
import type { AnswerFiles, AnswerFilesBatch } from '../../../enclave/status/ocsp/answer-room.ts';
import type { PackedAnswers } from './write-answers.ts';

/** Where published files lie, and how everyone reaches them. */
export interface AnswerPlaces {
  readonly dir: string;
  readonly repositoryUrl: string;
}

/** Files of answers, with the thread that writes them. */
export interface OpenAnswerFiles extends AnswerFiles {
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const ASKED_WITHIN_MS = 10_000;

/** A thread of its own: a thousand files take longer than certificates may wait. */
class AnswerThread {
  readonly #dir: string;
  readonly #waiting = new Map<string, Waiting>();
  #worker: Worker | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  write(packed: PackedAnswers): Promise<void> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.set(packed.batch, { resolve, reject });
      worker.postMessage(packed, [packed.octets.buffer as ArrayBuffer]);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('answer-thread.mjs', import.meta.url), {
      workerData: { dir: this.#dir },
    });
    worker.unref();
    worker.on('message', ({ batch, code }: { batch: string; code?: string }) => {
      const waiting = this.#waiting.get(batch);
      this.#waiting.delete(batch);
      if (code === undefined) waiting?.resolve();
      else waiting?.reject(new DomainError('RepositoryUnavailable', `files: ${code}`));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      console.error(`enclave-worker: the thread of answers died: ${error.code ?? error.name}`);
    });
    worker.on('exit', () => {
      // Whoever wrote finds out, and the next batch has another thread.
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) {
        reject(new DomainError('RepositoryUnavailable', 'the thread of answers died'));
      }
      this.#waiting.clear();
    });
    return worker;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function pack({ issuerKeyId, batch, answers, leaves }: AnswerFilesBatch): PackedAnswers {
  const lengths = answers.map(({ octets }) => octets.length);
  const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const { octets } of answers) {
    all.set(octets, at);
    at += octets.length;
  }
  const serials = answers.map(({ serialNumber }) => serialNumber);
  return { issuerKeyId, batch, serials, lengths, octets: all, leaves: new Uint8Array(leaves) };
}

/** Asks as any client does (RFC 5019 §5), but past what caches have. */
async function ask(repositoryUrl: string, request: Buffer): Promise<Buffer> {
  const path = encodeURIComponent(request.toString('base64'));
  try {
    const response = await fetch(`${repositoryUrl}/ocsp/${path}`, {
      headers: { 'Cache-Control': 'no-cache' },
      signal: AbortSignal.timeout(ASKED_WITHIN_MS),
    });
    const octets = Buffer.from(await response.arrayBuffer());
    if (response.status === 200) return octets;
    throw new DomainError('RepositoryUnavailable', `status ${response.status}`);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('RepositoryUnavailable', 'no answer');
  }
}

/** The place of answers: files below the published ones, read back over HTTP. */
export function openAnswerFiles({ dir, repositoryUrl }: AnswerPlaces): OpenAnswerFiles {
  const thread = new AnswerThread(dir);
  return {
    write: (batch) => thread.write(pack(batch)),
    ask: (request) => ask(repositoryUrl, request),
    close: () => thread.close(),
  };
}

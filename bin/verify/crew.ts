import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type {
  BundleTask,
  CheckedBundle,
  Labour,
  LinkedEntry,
} from '../../books/verify/check-bundle.ts';

/** What a worker is asked; the number comes back with the answer. */
export interface Question {
  readonly number: number;
  readonly digest?: string;
  readonly bundle?: BundleTask;
}

/** What a worker answers. */
export interface Answer {
  readonly number: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A bundle on its way: as one text its entries cost half of what as many objects do. */
interface PackedBundle extends Omit<CheckedBundle, 'entries'> {
  readonly entries: string;
}

/** Packs a bundle for the way between threads. */
export const packed = ({ entries, ...rest }: CheckedBundle): PackedBundle => ({
  ...rest,
  entries: JSON.stringify(entries),
});

const unpacked = ({ entries, ...rest }: PackedBundle): CheckedBundle => ({
  ...rest,
  // What could not be read is null in JSON.
  entries: (JSON.parse(entries) as (LinkedEntry | null)[]).map((entry) => entry ?? undefined),
});

interface Asked {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that hash files and check bundles of one folder. */
export class Crew implements Labour {
  readonly #workers: readonly Worker[];
  readonly #asked = new Map<number, Asked>();
  #count = 0;

  constructor(dir: string, hands = availableParallelism()) {
    const url = new URL('start-worker.mjs', import.meta.url);
    this.#workers = Array.from({ length: hands }, () => new Worker(url, { workerData: dir }));
    for (const worker of this.#workers) {
      worker.on('message', (answer: Answer) => this.#settle(answer));
      worker.on('error', (error: Error) => this.#fail(error));
    }
  }

  digest(path: string): Promise<{ sha256: string; size: number } | undefined> {
    return this.#ask({ digest: path });
  }

  async bundle(task: BundleTask): Promise<CheckedBundle> {
    return unpacked(await this.#ask<PackedBundle>({ bundle: task }));
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #ask<T>(question: Omit<Question, 'number'>): Promise<T> {
    const number = (this.#count += 1);
    this.#workers[number % this.#workers.length]?.postMessage({ number, ...question });
    return new Promise<T>((resolve, reject) => {
      this.#asked.set(number, { resolve: resolve as Asked['resolve'], reject });
    });
  }

  #settle({ number, result, error }: Answer): void {
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}

import type { ChainKeys } from './chain-keys.ts';
import { drawChainKeys, type CaseChain, type EvidenceStore } from './evidence-store.ts';
import {
  messageOf,
  type KeepingAnswer,
  type KeepingMessage,
  type KeepingTask,
  type NumberedTask,
} from './keeping-message.ts';
import type { EvidenceInput, EvidenceReference } from './packs.ts';

/** A thread that runs `serveKeeping`, as `node:worker_threads` gives it. */
export interface KeepingThread {
  on(event: 'message', listener: (answer: KeepingAnswer) => void): unknown;
  on(event: 'error' | 'exit', listener: () => void): unknown;
  postMessage(message: KeepingMessage, transfer: readonly ArrayBuffer[]): void;
  unref(): void;
}

interface Waiting {
  readonly resolve: (kept: readonly EvidenceReference[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An evidence store whose writing is done by a thread: it seals, makes the files and waits for the disk. Reading, and
 * sealing for a database, stay here. Holds what the store holds: on return it is durable, and a failure is the same.
 *
 * What a thread that dies had in hand fails, durable or not: whoever sent it sends it again, as after a crash. The next
 * task starts another.
 */
export class EvidenceKeptByThread {
  readonly #store: EvidenceStore;
  readonly #start: () => KeepingThread;
  readonly #waiting = new Map<number, Waiting>();
  #thread: KeepingThread | undefined;
  #lastId = 0;
  /** Handed over together at the end of this turn: a message costs as much as the rest. */
  #next: NumberedTask[] = [];

  /** @param store opens the same evidence as the threads that `start` gives. */
  constructor(store: EvidenceStore, start: () => KeepingThread) {
    this.#store = store;
    this.#start = start;
  }

  /** As `EvidenceStore.createChain`. */
  async createChain(chainId: string): Promise<ChainKeys> {
    const keys = drawChainKeys();
    await this.#store.sealWith(
      chainId,
      keys,
      async () => void (await this.#ask({ chainId, keys })),
    );
    return keys;
  }

  /** As `EvidenceStore.put`. */
  async put<K extends string>(
    at: CaseChain,
    objects: readonly EvidenceInput<K>[],
  ): Promise<EvidenceReference<K>[]> {
    return [...(await this.#ask({ at, objects }))] as EvidenceReference<K>[];
  }

  /** As `EvidenceStore.get`. */
  get(at: CaseChain, hashes: readonly string[]): Map<string, Buffer> {
    return this.#store.get(at, hashes);
  }

  /** As `EvidenceStore.hasKeys`. */
  hasKeys(chainId: string): boolean {
    return this.#store.hasKeys(chainId);
  }

  /** As `EvidenceStore.seal`. */
  seal(chainId: string, octets: Uint8Array): Buffer {
    return this.#store.seal(chainId, octets);
  }

  #ask(task: KeepingTask): Promise<readonly EvidenceReference[]> {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#next.length === 0) setImmediate(() => this.#hand());
    this.#next.push({ id, task });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #hand(): void {
    const tasks = this.#next;
    this.#next = [];
    try {
      this.#thread ??= this.#open();
      const message = messageOf(tasks);
      this.#thread.postMessage(message, [message.octets.buffer]);
    } catch (error) {
      for (const { id } of tasks) this.#settle(id, ({ reject }) => reject(error as Error));
    }
  }

  #open(): KeepingThread {
    const thread = this.#start();
    thread.on('message', (answer) => this.#take(answer));
    thread.on('error', () => this.#end(thread));
    thread.on('exit', () => this.#end(thread));
    // It holds no program open. Said last: a listener would undo it.
    thread.unref();
    return thread;
  }

  #take(answer: KeepingAnswer): void {
    this.#settle(answer.id, ({ resolve, reject }) => {
      if ('kept' in answer) resolve(answer.kept);
      else reject(Object.assign(new Error(answer.failure.message), { code: answer.failure.code }));
    });
  }

  #settle(id: number, act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) act(waiting);
  }

  #end(thread: KeepingThread): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    const unsent = new Set(this.#next.map(({ id }) => id));
    for (const id of [...this.#waiting.keys()].filter((each) => !unsent.has(each))) {
      this.#settle(id, ({ reject }) => reject(new Error('the thread that keeps evidence ended')));
    }
  }
}

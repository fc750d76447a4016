import type { EvidenceStore } from './evidence-store.ts';
import {
  tasksOf,
  type KeepingAnswer,
  type KeepingMessage,
  type KeepingTask,
} from './keeping-message.ts';

/** The end of a thread's port, as `node:worker_threads` gives it. */
export interface KeepingPort {
  on(event: 'message', listener: (message: KeepingMessage) => void): unknown;
  postMessage(answer: KeepingAnswer): void;
}

type Store = Pick<EvidenceStore, 'createChain' | 'put'>;

/** Keeps in a store what comes through a port, and answers once it is durable. */
export function serveKeeping(port: KeepingPort, store: Store): void {
  port.on('message', (message) => {
    // All are begun before any is waited for: what a chain seals comes right behind its keys.
    for (const { id, task } of tasksOf(message)) {
      keep(store, task).then(
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has none
        (kept) => port.postMessage({ id, kept }),
        (error: unknown) => {
          const { message: text, code } = error as NodeJS.ErrnoException;
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the same
          port.postMessage({ id, failure: { message: text, code } });
        },
      );
    }
  });
}

async function keep(store: Store, task: KeepingTask) {
  if ('objects' in task) return store.put(task.at, task.objects);
  await store.createChain(task.chainId, task.keys);
  return [];
}

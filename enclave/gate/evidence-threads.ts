import type { EvidenceReading, ReadingTask } from './read-evidence.ts';
import { ReadingLane, unread, type EvidenceThread, type ReadingJob } from './reading-lane.ts';

/** How many threads read, and how they are started. */
export interface EvidenceThreadsOptions {
  readonly count: number;
  readonly start: () => EvidenceThread;
  readonly patienceMs?: number;
  /** Orders that may wait for a thread. */
  readonly waitingMax?: number;
}

/** Orders in one message: enough that messages cost little, few enough that all threads have some. */
const JOBS_PER_MESSAGE = 8;
/** The second one lies ready at the thread, so that it need not wait for a turn of ours. */
const MESSAGES_PER_THREAD = 2;
const PATIENCE_MS = 30_000;
const WAITING_MAX = 1_000;
/** Before a thread takes the place of one that never did anything: its start fails, it seems. */
const RESTART_MS = 1_000;

/**
 * Reads evidence on threads of its own. A thread that dies, or is silent for too long, is replaced, and
 * what it was handed fails as `EnclaveUnavailable`, which is tried again: nothing waits without end, and
 * no reading is made up.
 */
export class EvidenceThreads {
  readonly #options: Required<EvidenceThreadsOptions>;
  readonly #lanes = new Set<ReadingLane>();
  readonly #waiting: ReadingJob[] = [];
  #willHandOut = false;
  #isClosed = false;

  constructor(options: EvidenceThreadsOptions) {
    this.#options = { patienceMs: PATIENCE_MS, waitingMax: WAITING_MAX, ...options };
    for (let n = 0; n < options.count; n += 1) this.#open();
  }

  /** @throws GateRefusal as `readEvidence` does; DomainError `EnclaveUnavailable`, tried again */
  read(task: ReadingTask): Promise<EvidenceReading> {
    if (this.#isClosed) return Promise.reject(unread('evidence threads are closed'));
    if (this.#waiting.length >= this.#options.waitingMax) {
      return Promise.reject(unread('too many orders wait for an evidence thread'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      if (this.#willHandOut) return;
      this.#willHandOut = true;
      // After this turn: orders that came together go together.
      setImmediate(() => {
        this.#willHandOut = false;
        this.#handOut();
      });
    });
  }

  /** Ends the threads; what is under way fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const why = 'evidence threads are closed';
    for (const { reject } of this.#waiting.splice(0)) reject(unread(why));
    await Promise.all([...this.#lanes].map((lane) => lane.end(why)));
  }

  #open(): void {
    if (this.#isClosed) return;
    const lane = new ReadingLane(this.#options.start(), {
      patienceMs: this.#options.patienceMs,
      onAnswer: () => this.#handOut(),
      onEnd: () => {
        this.#lanes.delete(lane);
        if (lane.hasAnswered) this.#open();
        else setTimeout(() => this.#open(), RESTART_MS).unref();
      },
    });
    this.#lanes.add(lane);
    this.#handOut();
  }

  #handOut(): void {
    const share = Math.ceil(this.#waiting.length / this.#options.count);
    while (this.#waiting.length > 0) {
      const [lane] = [...this.#lanes]
        .filter(({ messages }) => messages < MESSAGES_PER_THREAD)
        .toSorted((a, b) => a.messages - b.messages);
      if (!lane) return;
      lane.hand(this.#waiting.splice(0, Math.min(JOBS_PER_MESSAGE, share)));
    }
  }
}

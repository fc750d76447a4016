import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { DomainError } from '../../domain/errors.ts';
import { GateRefusal } from './gate-refusal.ts';
import type { EvidenceReading, ReadingTask } from './read-evidence.ts';
import type { ReadingAnswer, ReadingMessage } from './serve-evidence.ts';

/** A thread that runs `serveEvidence`, as `node:worker_threads` gives it. */
export interface EvidenceThread {
  on(event: 'message', listener: (answers: string) => void): unknown;
  on(event: 'error' | 'exit', listener: () => void): unknown;
  postMessage(message: ReadingMessage): void;
  terminate(): Promise<unknown>;
}

/** An order somebody waits for. */
export interface ReadingJob {
  readonly task: ReadingTask;
  readonly resolve: (reading: EvidenceReading) => void;
  readonly reject: (error: unknown) => void;
}

/** What a lane tells, and how long it waits. */
export interface LaneOptions {
  /** How long the thread may be silent over what it was handed, its start included. */
  readonly patienceMs: number;
  readonly onAnswer: () => void;
  readonly onEnd: () => void;
}

/** The failure of an order that no thread has read; it is tried again. */
export const unread = (why: string): DomainError => new DomainError('EnclaveUnavailable', why);

/** One thread, with what it was handed and has not answered. */
export class ReadingLane {
  readonly #thread: EvidenceThread;
  readonly #options: LaneOptions;
  /** In the order of the messages: a thread answers one after the other. */
  readonly #handed: (readonly ReadingJob[])[] = [];
  #anchors: readonly X509Certificate[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasAnswered = false;
  #isEnded = false;

  constructor(thread: EvidenceThread, options: LaneOptions) {
    this.#thread = thread;
    this.#options = options;
    thread.on('message', (answers) => this.#take(answers));
    thread.on('error', () => void this.end('evidence thread failed'));
    thread.on('exit', () => void this.end('evidence thread ended'));
  }

  /** Messages that are not answered yet. */
  get messages(): number {
    return this.#handed.length;
  }

  /** Whether the thread has ever done anything. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Hands over orders; all of them are judged by the anchors of the last, the newest. */
  hand(jobs: readonly ReadingJob[]): void {
    const anchors = jobs.at(-1)?.task.anchors;
    const areOthers = anchors !== this.#anchors;
    this.#anchors = anchors;
    this.#handed.push(jobs);
    const message: ReadingMessage = {
      anchors: areOthers ? anchors?.map(({ der }) => der) : undefined,
      tasks: jobs.map(({ task: { request, redemptions = [], now } }) => ({
        request,
        redemptions,
        now: now.getTime(),
      })),
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    this.#thread.postMessage(message);
    if (this.#handed.length === 1) this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#handed.length === 0) return;
    const { patienceMs } = this.#options;
    this.#timer = setTimeout(() => void this.end('evidence thread is silent'), patienceMs);
  }

  #take(text: string): void {
    if (this.#isEnded) return;
    this.#hasAnswered = true;
    const jobs = this.#handed.shift() ?? [];
    this.#watch();
    const answers = JSON.parse(text) as readonly ReadingAnswer[];
    for (const [i, job] of jobs.entries()) settle(job, answers[i]);
    this.#options.onAnswer();
  }

  /** Ends the thread; what it has not answered fails. */
  async end(why: string): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    for (const { reject } of this.#handed.splice(0).flat()) reject(unread(why));
    this.#options.onEnd();
    await this.#thread.terminate();
  }
}

function settle({ resolve, reject }: ReadingJob, answer: ReadingAnswer | undefined): void {
  if (!answer || 'failure' in answer) reject(new Error('evidence cannot be read'));
  else if ('refusal' in answer) {
    reject(new GateRefusal(answer.refusal.check, answer.refusal.detail));
  } else resolve(answer.reading);
}

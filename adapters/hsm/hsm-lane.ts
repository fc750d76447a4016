import { DomainError } from '../../domain/errors.ts';

interface Waiting<S> {
  readonly resolve: (session: S) => void;
  readonly reject: (error: DomainError) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Sessions that are for one kind of work alone, and the queue before them, first come first served. A
 * backlog here takes no session of another lane.
 */
export class HsmLane<S> {
  readonly #queueMax: number;
  #free: S[] = [];
  #lent = new Set<S>();
  readonly #waiting = new Set<Waiting<S>>();

  /** Takes so many callers that wait; one more is told at once. */
  constructor(queueMax: number) {
    this.#queueMax = queueMax;
  }

  /** Sessions in somebody's hand. */
  get lent(): number {
    return this.#lent.size;
  }

  /** Callers without a session. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * A session, now or within so many milliseconds.
   *
   * @throws DomainError `HsmUnavailable`: the queue is full, or no session came back in time
   */
  acquire(waitMs: number): S | Promise<S> {
    const session = this.#free.pop();
    if (session !== undefined) {
      this.#lent.add(session);
      return session;
    }
    if (this.#waiting.size >= this.#queueMax) {
      return Promise.reject(new DomainError('HsmUnavailable', 'queue is full'));
    }
    return new Promise<S>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new DomainError('HsmUnavailable', 'no session in time'));
      }, waitMs);
      const waiting: Waiting<S> = { resolve, reject, timer };
      this.#waiting.add(waiting);
    });
  }

  /** Adds a session: to whoever waits longest, else to the free ones. */
  add(session: S): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free.push(session);
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    this.#lent.add(session);
    next.resolve(session);
  }

  /** Takes a session out of its borrower's hand without giving it to anybody. */
  takeBack(session: S): void {
    this.#lent.delete(session);
  }

  /** Forgets the free sessions; those that are lent are forgotten when they come back. */
  empty(): void {
    this.#free = [];
  }

  /** Tells everybody who waits that there will be no session. */
  turnAway(failure: DomainError): void {
    for (const { timer, reject } of this.#waiting) {
      clearTimeout(timer);
      reject(failure);
    }
    this.#waiting.clear();
  }
}

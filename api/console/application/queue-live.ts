import type { QueueSnapshot } from '../../../db/inspection/queue.ts';
import type { QueueView } from '../../../db/inspection/queue-statements.ts';
import { queueLive as words } from '../words/queue.ts';
import type { Said } from '../words/said.ts';
import { markOf, type ViewMark } from './queue-view.ts';

/** Somebody who has a view of the queue open. */
export interface Listener {
  readonly view: QueueView;
  readonly officerId: string;
  /** How the view stood when the page was made. */
  readonly seen: ViewMark;
  /** Told whenever it stands otherwise; undefined says that it stands as it did when it was made. */
  readonly tell: (change: Said | undefined) => void;
}

/** Listeners at once; whoever comes after them has the link that loads the page again. */
const LISTENERS_MAX = 300;

const POLL_MS = 4000;

/** What has changed of a view, in one sentence; undefined if nothing has. */
export function changeOf(seen: ViewMark, now: ViewMark): Said | undefined {
  if (seen.count === now.count && seen.hash === now.hash) return undefined;
  const more = now.count - seen.count;
  if (more > 0) return words.more(more);
  return more < 0 ? words.fewer(-more) : words.others;
}

/**
 * Looks for everybody at once how the queue stands, every few seconds and only while somebody listens. A
 * look that fails is left out: the next one tells the same, and the page never waits for it.
 */
export class QueueLive {
  readonly #look: (officerIds: readonly string[]) => Promise<QueueSnapshot>;
  readonly #told = new Map<Listener, string>();
  readonly #pollMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(look: (officerIds: readonly string[]) => Promise<QueueSnapshot>, pollMs = POLL_MS) {
    this.#look = look;
    this.#pollMs = pollMs;
  }

  /** Begins to tell somebody. @returns how to stop, or undefined where too many listen. */
  join(listener: Listener): (() => void) | undefined {
    if (this.#told.size >= LISTENERS_MAX) return undefined;
    this.#told.set(listener, listener.seen.hash);
    this.#timer ??= setInterval(() => void this.poll(), this.#pollMs).unref();
    return () => {
      this.#told.delete(listener);
      if (this.#told.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Looks once, and tells whoever sees something else than before. */
  async poll(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const officers = new Set([...this.#told.keys()].map(({ officerId }) => officerId));
      const snapshot = await this.#look([...officers]);
      for (const [listener, told] of this.#told) this.#tell(listener, told, snapshot);
    } catch {
      // The database is away: other programs say so, and the page has its link.
    } finally {
      this.#isLooking = false;
    }
  }

  #tell(listener: Listener, told: string, snapshot: QueueSnapshot): void {
    const { view, officerId, seen, tell } = listener;
    const mark = markOf(snapshot, view, officerId);
    if (mark.hash === told) return;
    this.#told.set(listener, mark.hash);
    tell(changeOf(seen, mark));
  }
}

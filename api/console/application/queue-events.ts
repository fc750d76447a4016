import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { QueueView } from '../../../db/inspection/queue-statements.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import type { Said } from '../words/said.ts';
import type { QueueLive } from './queue-live.ts';
import type { ViewMark } from './queue-view.ts';

/** A stream ends after so long, and the browser asks anew: only then is its session looked at again. */
const STREAM_MS = 5 * 60_000;

/** How long a browser waits before it asks anew. */
const RETRY_MS = 5000;

/** `12.0123456789abcdef`: how a view stood, as the address of its events carries it. */
export const printMark = ({ count, hash }: ViewMark): string => `${count}.${hash}`;

/** What `printMark` wrote; undefined for anything else. */
export function readMark(text: string | undefined): ViewMark | undefined {
  const [, count, hash = ''] = /^(\d{1,3})\.([0-9a-f]{16})$/.exec(text ?? '') ?? [];
  return count === undefined ? undefined : { count: Number(count), hash };
}

/** Where changes come from, and what ends every stream. */
interface Source {
  readonly live: QueueLive;
  readonly ending: AbortSignal | undefined;
}

/** What of the queue somebody listens to. */
interface Wanted {
  readonly view: QueueView;
  readonly seen: ViewMark;
}

/**
 * `GET /queue/events`: one sentence whenever the view stands otherwise than on the page that asks. Neither
 * names nor numbers of cases travel here, so nothing is recorded.
 */
export function queueEvents(
  c: Context<ConsoleEnvironment>,
  { live, ending }: Source,
  { view, seen }: Wanted,
): Response {
  const language = c.get('language');
  const changes = new Changes();
  const end = (): void => changes.end();
  const tell = (change: Said | undefined) => changes.put(change?.[language] ?? '');
  const leave = live.join({ view, officerId: c.get('session').officer.id, seen, tell });
  if (!leave) return c.body(null, 503);
  return streamSSE(c, async (stream) => {
    const timer = setTimeout(end, STREAM_MS).unref();
    stream.onAbort(end);
    ending?.addEventListener('abort', end, { once: true });
    try {
      await stream.writeSSE({ event: 'open', data: 'open', retry: RETRY_MS });
      for await (const sentence of changes) await stream.writeSSE(eventOf(sentence));
    } finally {
      clearTimeout(timer);
      ending?.removeEventListener('abort', end);
      leave();
    }
  });
}

/** A browser does not deliver an event without data. */
const eventOf = (sentence: string): { event: string; data: string } =>
  sentence === '' ? { event: 'same', data: '-' } : { event: 'rows', data: sentence };

/** Sentences that wait to be sent: the newest alone, for the one before it says nothing any more. */
class Changes {
  #newest: string | undefined;
  #isOver = false;
  #wake: () => void = () => undefined;

  put(sentence: string): void {
    this.#newest = sentence;
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    while (!this.#isOver) {
      const sentence = this.#newest;
      this.#newest = undefined;
      if (sentence === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else yield sentence;
    }
  }
}

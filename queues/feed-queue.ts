import { dueDispatches } from '../db/dispatch/due-dispatches.ts';
import { applyRepeats } from '../db/dispatch/dispatch-repeats.ts';
import { carryDispatch, type Carrier } from './carry-dispatch.ts';
import { openDispatchQueue, type DispatchQueue } from './dispatch-queue.ts';

/** What a feeder works with. */
export interface FeederOptions extends Carrier {
  /** Database of the queue. */
  readonly queueUrl: string;
  readonly intervalMs: number;
  /** Told once when rounds begin to fail, with a code, and once when they serve again. */
  readonly report: (code: string | undefined) => void;
  /** Told of each round that served. */
  readonly onRound?: () => void;
}

/** A feeder that runs. */
export interface Feeder {
  stop(): Promise<void>;
}

/** Of a portal and channel, so many on their way at a time. */
const PER_PORTAL = 10;
const CONCURRENCY = 100;

const codeOf = (error: unknown): string => {
  const { code, type } = error as { readonly code?: string; readonly type?: string };
  return code ?? type ?? 'unexpected';
};

/**
 * Puts what is due into the queue, round after round. A job that was lost, or ended without its dispatch being noted, is put
 * there again by the next round; one that is there stays one. A queue that fails is opened anew, with its tables made again
 * where they are gone. Any number of feeders may run.
 */
export function startFeeder(options: FeederOptions): Feeder {
  const { db, now, queueUrl, intervalMs, report } = options;
  const carry = (dispatch: string): Promise<void> => carryDispatch(options, dispatch);
  let queue: DispatchQueue | undefined;
  let failing: string | undefined;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    const due = await dueDispatches(db, now(), PER_PORTAL);
    queue ??= await openDispatchQueue({ url: queueUrl, carry, concurrency: CONCURRENCY });
    await queue.add(due);
    // Afterwards, so that what is due first goes first, however much somebody wants once more.
    await applyRepeats(db, now());
    options.onRound?.();
  }

  async function failed(error: unknown): Promise<string> {
    const lost = queue;
    queue = undefined;
    await lost?.close().catch(() => undefined);
    return codeOf(error);
  }

  async function again(): Promise<void> {
    const code = await round().then(() => undefined, failed);
    if (code !== failing) report(code);
    failing = code;
    if (!isStopped) timer = setTimeout(() => void (looking = again()), intervalMs);
  }

  let looking = again();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
      await queue?.close();
    },
  };
}

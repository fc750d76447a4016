import { nudge, type Nudge } from '../adapters/temporal/nudge.ts';
import { lazyClient, type TemporalSettings } from './temporal-client.ts';

/** Within this the office-worker's sweeper has said it again. */
const NUDGE_MS = 5000;

/** The client would try again on its own, and once more after its connection is closed, which ends the program. */
const ONCE = { interceptors: [] };

/** Tells runs of cases that an input waits. */
export interface RunNudges {
  /** @throws what the client throws, after five seconds at the latest. Nothing is lost by it but time. */
  readonly nudge: (input: Nudge) => Promise<void>;
  /** Ends at once, with whatever is still under way. */
  readonly close: () => Promise<void>;
}

/**
 * Nudges for a program that receives inputs. The connection is made with the first one, so the program starts and works
 * while Temporal is away.
 */
export function openRunNudges(settings: TemporalSettings): RunNudges {
  const client = lazyClient(settings, ONCE);
  return {
    nudge: (input) => client.withDeadline(Date.now() + NUDGE_MS, () => nudge(client, input)),
    close: () => client.connection.close(),
  };
}

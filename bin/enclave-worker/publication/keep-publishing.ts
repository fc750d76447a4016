import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  renewPublicationRun,
  startPublicationRun,
} from '../../../adapters/temporal/publication-run.ts';

/** Keys and runs are looked at so often: a key that begins to issue has its first list within it. */
const LOOK_EVERY_MS = 30_000;
/** While Temporal is away. */
const AGAIN_MS = 2_000;

/** Where the keys are that sign status, and who is asked to publish it. */
export interface KeepPublishing {
  readonly client: Client;
  /** Issuer keys that sign status now. */
  readonly keys: () => Promise<readonly string[]>;
  /** The build whose runs go on; runs of any go on, if it is not given. */
  readonly buildId: string | undefined;
}

/**
 * Sees to it that each issuer key has its run of `status-publication`, whoever ended it. The room does, because it alone knows
 * its keys; a run that is there is left as it is.
 */
export function keepPublishing({ client, keys, buildId }: KeepPublishing) {
  const ending = new AbortController();
  const begin = async (issuerKeyId: string): Promise<void> =>
    buildId === undefined
      ? startPublicationRun(client, issuerKeyId)
      : renewPublicationRun(client, issuerKeyId, buildId);
  const running = (async () => {
    while (!ending.signal.aborted) {
      // Temporal or the database is away: what is published stays, and the next look is soon.
      const isDone = await keys()
        .then((all) => Promise.all(all.map(begin)))
        .then(
          () => true,
          () => false,
        );
      const later = isDone ? LOOK_EVERY_MS : AGAIN_MS;
      await wait(later, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    async end(): Promise<void> {
      ending.abort();
      await running;
    },
  };
}

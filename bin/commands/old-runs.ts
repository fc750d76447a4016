import { oldRuns } from '../../adapters/temporal/old-runs.ts';
import { restartValidityRun, validityRunIdOf } from '../../adapters/temporal/validity-run.ts';
import { oldestRunAllowed } from '../../domain/reconciliation/run-age.ts';
import { readConfig } from '../config.ts';
import { lazyClient } from '../temporal-client.ts';

/** Runs that are named one by one; the rest are counted. */
const NAMED_MAX = 20;

const VALIDITY = validityRunIdOf('');

/**
 * `toroku old-runs [--roll]`: names open runs that began more than thirteen months ago, with the office-worker's settings.
 * With `--roll` those of certificates go over to the newest build at once.
 *
 * @returns the sentence to say, or 1 if there are some and nothing was done about them
 */
export async function oldRunsCommand(args: readonly string[]): Promise<string | number> {
  const client = lazyClient(readConfig('office-worker'));
  let [found, rolled] = [0, 0];
  try {
    for await (const { workflowId, startedAt } of oldRuns(client, oldestRunAllowed(new Date()))) {
      found += 1;
      if (found <= NAMED_MAX) console.error(`${workflowId} ${startedAt.toISOString()}`);
      if (!args.includes('--roll') || !workflowId.startsWith(VALIDITY)) continue;
      // A certificate that ended at this moment has one run more, which finds that and ends.
      await restartValidityRun(client, workflowId.slice(VALIDITY.length));
      rolled += 1;
    }
  } finally {
    await client.connection.close();
  }
  if (found > rolled) {
    console.error(`13か月を超える流れ ${found - rolled} 件 / runs older than 13 months`);
    return 1;
  }
  return `13か月を超える流れはありません（移した件数 ${rolled}） / no run is older than 13 months (${rolled} rolled)`;
}

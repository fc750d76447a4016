import { oldRuns, rollRun } from '../../adapters/temporal/old-runs.ts';
import { oldestRunAllowed } from '../../domain/reconciliation/run-age.ts';
import { readConfig } from '../config.ts';
import { lazyClient } from '../temporal-client.ts';

/** Runs that are named one by one; the rest are counted. */
const NAMED_MAX = 20;

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
      if (args.includes('--roll') && (await rollRun(client, workflowId))) rolled += 1;
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

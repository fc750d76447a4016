import { parseArgs } from 'node:util';
import { dayBefore, reconciledDay } from '../../domain/reconciliation/japan-day.ts';
import { OFFICE_TASK_QUEUE } from '../../workflows/application/contract.ts';
import {
  RECONCILIATION,
  reconciliationIdOf,
  type ReconciliationResult,
} from '../../workflows/reconciliation/contract.ts';
import { readConfig } from '../config.ts';
import { lazyClient } from '../temporal-client.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = 'toroku reconcile [--day YYYY-MM-DD]';

/**
 * `toroku reconcile`: compares both books with both databases, the same as every night. Run with the
 * office-worker's settings while both workers run, or beside an instance that `npm start` runs. Without a
 * day it is yesterday in Japan; of today it says how things stand, and the night's run follows all the same.
 *
 * @returns what was found, as JSON; 1 is the exit code where something differs.
 */
export async function reconcileCommand(args: readonly string[]): Promise<string | number> {
  const { values } = parseArgs({ args: [...args], options: { day: { type: 'string' } } });
  const day = values.day ?? dayBefore(Date.now());
  const days = reconciledDay(day);
  if (!days || days.from > Date.now()) throw new Error(`${USAGE}: a day that has come`);
  const client = lazyClient(readConfig('office-worker', joinedEnvironment('office-worker')));
  try {
    const result = (await client.workflow.execute(RECONCILIATION, {
      workflowId: reconciliationIdOf(day),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: OFFICE_TASK_QUEUE,
      args: [{ day }],
    })) as ReconciliationResult;
    const said = JSON.stringify(result);
    if (result.outcome !== 'differs') return said;
    console.log(said);
    return 1;
  } finally {
    await client.connection.close();
  }
}

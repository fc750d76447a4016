import type { Client } from '@temporalio/client';
import { ensureSchedule, triggerSchedule } from './keep-schedule.ts';

/** Name of the workflow that reconciles, and of its schedule; `workflows` holds the code. */
const RECONCILIATION = 'reconciliation';

const DAY_SECONDS = 86_400;

/** 00:30 in Japan, which is 15:30 of the day before by UTC. There is no daylight saving time. */
const OFFSET_SECONDS = (15 * 60 + 30) * 60;

/** Makes the schedule as it has to be, whether or not there is one. May be called again. */
export const ensureReconciliationSchedule = (
  client: Client,
  periodSeconds: number,
): Promise<void> =>
  ensureSchedule(client, {
    id: RECONCILIATION,
    workflowType: RECONCILIATION,
    everySeconds: periodSeconds,
    offsetSeconds: periodSeconds === DAY_SECONDS ? OFFSET_SECONDS : 0,
    catchupWindow: '12 hours',
  });

/** Has the schedule run now, unless a run is under way. */
export const triggerReconciliation = (client: Client): Promise<void> =>
  triggerSchedule(client, RECONCILIATION);

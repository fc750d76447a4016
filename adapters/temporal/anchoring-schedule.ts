import type { Client } from '@temporalio/client';
import { ensureSchedule, triggerSchedule } from './keep-schedule.ts';

/** Name of the workflow that anchors both books, and of its schedule; `workflows` holds the code. */
const ANCHORING = 'anchoring';

const HOUR_SECONDS = 3600;

/** Minutes after the hour: past 00:05 in Japan, so that the first run of a day may stamp it. */
const OFFSET_MINUTES = 7;

/**
 * Makes the schedule as it has to be, whether or not there is one. May be called again. Each run takes the
 * newest checkpoints, so a missed one is not made up for.
 */
export const ensureAnchoringSchedule = (client: Client, periodSeconds: number): Promise<void> =>
  ensureSchedule(client, {
    id: ANCHORING,
    workflowType: ANCHORING,
    everySeconds: periodSeconds,
    offsetSeconds: periodSeconds === HOUR_SECONDS ? OFFSET_MINUTES * 60 : 0,
    catchupWindow: '1 minute',
  });

/** Has the schedule run now, unless a run is under way. */
export const triggerAnchoring = (client: Client): Promise<void> =>
  triggerSchedule(client, ANCHORING);

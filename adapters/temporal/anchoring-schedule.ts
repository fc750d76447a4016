import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

/** Names of the workflow that anchors both books; `workflows` holds the code. */
const WORKFLOW_TYPE = 'anchoring';
const TASK_QUEUE = 'office';
const SCHEDULE_ID = 'anchoring';

const HOUR_SECONDS = 3600;

/** Minutes after the hour: past 00:05 in Japan, so that the first run of a day may stamp it. */
const OFFSET_MINUTES = 7;

function optionsOf(periodSeconds: number): ScheduleOptions {
  const offset = periodSeconds === HOUR_SECONDS ? OFFSET_MINUTES * 60 : 0;
  return {
    scheduleId: SCHEDULE_ID,
    spec: { intervals: [{ every: periodSeconds * 1000, offset: offset * 1000 }] },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: WORKFLOW_TYPE,
      taskQueue: TASK_QUEUE,
      args: [],
    },
    // One run at a time: each takes the newest checkpoints, so a missed one is not made up for.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  };
}

/** Makes the schedule as it has to be, whether or not there is one. May be called again. */
export async function ensureAnchoringSchedule(
  client: Client,
  periodSeconds: number,
): Promise<void> {
  const options = optionsOf(periodSeconds);
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule
      .getHandle(SCHEDULE_ID)
      .update((there) => ({ ...there, spec, action, ...(policies && { policies }) }));
  }
}

/** Has the schedule run now, unless a run is under way. */
export const triggerAnchoring = (client: Client): Promise<void> =>
  client.schedule.getHandle(SCHEDULE_ID).trigger(ScheduleOverlapPolicy.SKIP);

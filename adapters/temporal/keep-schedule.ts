import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

/** A workflow that the office runs again and again. */
export interface Repeated {
  /** Id of the schedule, and of its runs before Temporal adds the time. */
  readonly id: string;
  readonly workflowType: string;
  readonly everySeconds: number;
  /** Seconds after whole multiples of the period since 1970. */
  readonly offsetSeconds: number;
  /** How late a missed run is still made up for. */
  readonly catchupWindow: '1 minute' | '12 hours';
}

const TASK_QUEUE = 'office';

const optionsOf = (repeated: Repeated): ScheduleOptions => ({
  scheduleId: repeated.id,
  spec: {
    intervals: [{ every: repeated.everySeconds * 1000, offset: repeated.offsetSeconds * 1000 }],
  },
  action: {
    type: 'startWorkflow',
    workflowType: repeated.workflowType,
    workflowId: repeated.id,
    taskQueue: TASK_QUEUE,
    args: [],
  },
  // One run at a time.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: repeated.catchupWindow },
});

/** Makes the schedule as it has to be, whether or not there is one. May be called again. */
export async function ensureSchedule(client: Client, repeated: Repeated): Promise<void> {
  const options = optionsOf(repeated);
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule
      .getHandle(repeated.id)
      .update((there) => ({ ...there, spec, action, ...(policies && { policies }) }));
  }
}

/** Has the schedule run now, unless a run is under way. */
export const triggerSchedule = (client: Client, id: string): Promise<void> =>
  client.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.SKIP);

/** Task queue of the office-worker: workflows and office activities. */
export const OFFICE_TASK_QUEUE = 'office';

/** Name under which builds of the office-worker are deployed. */
export const OFFICE_DEPLOYMENT = 'office';

/** Task queue of the room for issuing; polled by the enclave-worker alone. */
export const ENCLAVE_ISSUE_TASK_QUEUE = 'enclave-issue';

/**
 * How the room is asked for a certificate: tried again without end. A worker that died is noticed by its
 * missing heartbeat, long before the longest time an activity takes.
 */
export const ROOM_ACTIVITY = {
  taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
} as const;

/** Temporal namespace of the installation. */
export const NAMESPACE_DEFAULT = 'toroku';

/** Workflow type of a case. */
export const CERTIFICATE_LIFECYCLE = 'certificateLifecycle';

/** Id of the one run of a case; two at once are impossible by it. */
export const certificateLifecycleId = (applicationId: string): string =>
  `certificate-lifecycle/${applicationId}`;

/** Input of `certificateLifecycle`: an id, and what a run hands to the one that continues it. */
export interface LifecycleInput {
  readonly applicationId: string;
  /** The turn to ask J-LIS that the case waits for (`JlisTurn`). */
  readonly turnAt?: number | undefined;
}

/** How a case ended. A refused application is a result, not a failure. */
export interface LifecycleOutcome {
  readonly outcome: 'issued' | 'rejected' | 'withdrawn' | 'lapsed';
}

/** Update that carries the id of a row of `case_inputs`, to be applied to the case. */
export const APPLY_INPUT = 'apply';

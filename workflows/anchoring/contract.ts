/** Task queue of the room for all that is not issuing; polled by the enclave-worker alone. */
export const ENCLAVE_STATUS_TASK_QUEUE = 'enclave-status';

/** Workflow type of one anchoring of both books. */
export const ANCHORING = 'anchoring';

/** Id of the schedule that starts it. */
export const ANCHORING_SCHEDULE_ID = 'anchoring';

/** One part of a run that did not go well; the next run tries it again. */
export interface AnchoringFailure {
  readonly log: 'office' | 'enclave';
  readonly kind: 'cosigned' | 'anchored' | 'stamped';
  readonly name: string;
  readonly failure: string;
}

/** How a run ended. A witness that is away is a result; a contradiction is a failure of the run. */
export interface AnchoringResult {
  readonly failures: readonly AnchoringFailure[];
}

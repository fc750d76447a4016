import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { EnclaveActivities, OfficeActivities, Situation } from '../../activities/contract.ts';
import { decide } from '../../domain/decision/decide.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import {
  APPLY_INPUT,
  ENCLAVE_ISSUE_TASK_QUEUE,
  type LifecycleInput,
  type LifecycleOutcome,
} from './contract.ts';

const office = proxyLocalActivities<OfficeActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '30 seconds' },
});

// A worker that died is noticed by its missing heartbeat, long before the longest time an activity takes.
const { askJlis } = proxyActivities<OfficeActivities>({
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '5 minutes' },
});

const { issueCertificate } = proxyActivities<EnclaveActivities>({
  taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
});

const applyInput = defineUpdate<void, [string]>(APPLY_INPUT);

/**
 * Takes one certificate application from receipt to issuance (RFC 3647 §4.2, §4.3).
 *
 * A refused application is a result, not a failure: a failed execution means something to repair. The
 * database holds the state; each turn of the loop does what the state asks, so a run may be started
 * again from its first line at any time, and a step that is done returns its stored outcome.
 */
export async function certificateLifecycle({
  applicationId,
}: LifecycleInput): Promise<LifecycleOutcome> {
  const inputs = listenForInputs();
  let situation = await inputs.before(() => office.openCase(applicationId));
  for (;;) {
    // A case may wait for months: a long history is cut where the database holds everything.
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) {
      await continueAsNew<typeof certificateLifecycle>({ applicationId });
    }
    switch (situation.state) {
      case 'issued':
      case 'rejected':
      case 'withdrawn':
      case 'lapsed':
        return { outcome: situation.state };
      case 'received':
      case 'checking':
        situation = await inputs.before(() => check(applicationId, situation));
        break;
      case 'issuing':
      case 'instructed':
        // Parked with an owner, or refused in a way that passes: then the room is asked later.
        situation = mayAskRoom(situation)
          ? await inputs.before(() => issue(applicationId, situation))
          : await pause(applicationId, situation, inputs);
        break;
      default:
        // waiting, inquiring, review, returned, approved, keyDelivery: a timer or somebody's input.
        situation = await pause(applicationId, situation, inputs);
    }
  }
}

/**
 * Inputs that arrive while the case waits, each applied in the order of its update. `before` notes how many
 * were applied before a situation was read, so that one applied while it was read wakes the case at once.
 */
function listenForInputs() {
  let applied = 0;
  let seen = 0;
  setHandler(applyInput, async (inputId) => {
    await office.applyInput(inputId);
    applied += 1;
  });
  return {
    /** Runs what yields a situation. */
    before(read: () => Promise<Situation>): Promise<Situation> {
      seen = applied;
      return read();
    },
    /** Returns when an input was applied since, or the instant (milliseconds since 1970) has come. */
    async orUntil(instant: number): Promise<void> {
      await condition(() => applied !== seen, Math.max(0, instant - Date.now()));
    },
  };
}

type Inputs = ReturnType<typeof listenForInputs>;

/** What the present state waits for at most: an answer of the applicant, an answer of J-LIS. */
const stateEnds = ({ state, stateDeadline }: Situation): number =>
  state === 'returned' || state === 'waiting' ? (stateDeadline ?? Infinity) : Infinity;

/** A case that is being issued is past the point where time could end it (row 30: before an intent). */
const caseEnds = ({ state, caseDeadline }: Situation): number =>
  state === 'issuing' ? Infinity : caseDeadline;

/** The longest a run sleeps without looking: far below what a timer can hold. */
const LOOK_AFTER_MS = 30 * 24 * 3600 * 1000;

/** Waits for an input or the next instant, and ends the case if its time has passed. */
async function pause(applicationId: string, before: Situation, inputs: Inputs): Promise<Situation> {
  const ends = Math.min(stateEnds(before), caseEnds(before));
  const wakes = Math.min(before.nextAttemptAt ?? Infinity, ends, Date.now() + LOOK_AFTER_MS);
  await inputs.orUntil(wakes);
  const isOver = Date.now() >= ends;
  const cause = caseEnds(before) <= Date.now() ? 'caseDeadline' : 'stateDeadline';
  return inputs.before(() =>
    isOver ? office.lapseCase(applicationId, cause) : office.openCase(applicationId),
  );
}

/** Between two looks at a turn that the worker's clock has not come to yet. */
const TURN_LOOK_MS = 500;

/** Asks J-LIS once it is this case's turn: a rate limit delays a question, and never refuses it. */
async function askInTurn(applicationId: string): Promise<void> {
  let { turnAt } = await askJlis(applicationId);
  while (turnAt !== undefined) {
    await sleep(Math.max(TURN_LOOK_MS, turnAt - Date.now()));
    ({ turnAt } = await askJlis(applicationId, turnAt));
  }
}

/** Facts, findings, and what follows: approved, to a person, waiting, or returned. */
async function check(applicationId: string, situation: Situation): Promise<Situation> {
  if (situation.asksJlis) await askInTurn(applicationId);
  const { edition, facts } = await office.collectFacts(applicationId);
  const ruleSet = findRuleSet(situation.ruleSetId);
  // A plain error fails the task, not the run: it waits for the build that has the rule set.
  if (!ruleSet) throw new Error(`rule set ${situation.ruleSetId} is not in this build`);
  const { outcome, next } = decide(facts, ruleSet);
  return office.recordEvaluation(applicationId, { edition, facts, outcome, next });
}

/** Has the room issue every open order; each is one activity that a retry resumes. */
async function issue(applicationId: string, situation: Situation): Promise<Situation> {
  let current = situation;
  const { chainId, instructionSha256 = '' } = situation;
  for (const orderId of situation.openOrders) {
    const outcome = await issueCertificate({ orderId, applicationId, chainId, instructionSha256 });
    current =
      outcome.outcome === 'issued'
        ? await office.receiveCertificate(orderId, outcome)
        : await office.noteRefusal(orderId, outcome.check);
    if (outcome.outcome === 'refused') return current;
  }
  return current;
}

/** False while the room's refusal is to pass by itself, or is parked with an owner. */
const mayAskRoom = ({ isParked, nextAttemptAt }: Situation): boolean =>
  !isParked && (nextAttemptAt === undefined || nextAttemptAt <= Date.now());

import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OfficeActivities, Situation } from '../../activities/contract.ts';
import { decide } from '../../domain/decision/decide.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import { askRoom } from './ask-room.ts';
import { askRoomOfCode } from './ask-room-of-code.ts';
import { APPLY_INPUT, type LifecycleInput, type LifecycleOutcome } from './contract.ts';

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
  turnAt,
}: LifecycleInput): Promise<LifecycleOutcome> {
  const inputs = listenForInputs();
  const waiting: Waiting = { applicationId, inputs, turnAt };
  let situation = await inputs.before(() => office.openCase(applicationId));
  for (;;) {
    // A case may wait for months: a long history is cut where the database holds everything.
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) {
      await continueAsNew<typeof certificateLifecycle>({ applicationId, turnAt: waiting.turnAt });
    }
    // A code of which the case has no use any more: the room is told, whatever the case goes on to.
    if (isToBeEnded(situation)) situation = await endCode(applicationId, situation, inputs);
    switch (situation.state) {
      case 'issued':
      case 'rejected':
      case 'withdrawn':
      case 'lapsed':
        if (isToBeEnded(situation)) {
          situation = await rest(applicationId, inputs);
          break;
        }
        // From here on each certificate has a run of its own.
        for (const orderId of situation.issuedOrders) await office.beginValidity(orderId);
        await inputs.applyLeft();
        // What arrived with the last word is answered, too: it is recorded as refused.
        await condition(allHandlersFinished);
        return { outcome: situation.state };
      case 'received':
        // Opened before, in a database that went back: recovered, the case stands where it was received.
        situation = await inputs.before(() => office.openCase(applicationId));
        break;
      case 'checking':
        situation = await inputs.before(() => check(waiting, situation));
        break;
      case 'issuing':
      case 'instructed':
        // Parked with an owner, or refused in a way that passes: then the room is asked later.
        situation = mayAskRoom(situation)
          ? ((await inputs.whileRoomIsAsked(() => issue(applicationId, situation))) ??
            (await inputs.before(() => office.openCase(applicationId))))
          : await pause(applicationId, situation, inputs);
        break;
      case 'keyDelivery':
        situation = situation.codeStep
          ? ((await inputs.whileRoomIsAsked(() => deliverKey(applicationId, situation))) ??
            (await inputs.before(() => office.openCase(applicationId))))
          : await pause(applicationId, situation, inputs);
        break;
      default:
        // waiting, inquiring, review, returned, approved: a timer or somebody's input.
        situation = await pause(applicationId, situation, inputs);
    }
  }
}

/**
 * Inputs that arrive while the case waits, each applied in the order of its update. `before` notes how many
 * were applied before a situation was read, so that one applied while it was read wakes the case at once.
 *
 * While the room is being asked none is applied: whether it has an intent is known once it answers, and a case that
 * is taken from it meanwhile could be signed all the same.
 */
function listenForInputs() {
  let applied = 0;
  let seen = 0;
  let underWay = 0;
  let isRoomAsked = false;
  let left: string[] = [];
  const apply = async (inputId: string): Promise<void> => {
    underWay += 1;
    try {
      const { isLeft } = await office.applyInput(inputId);
      if (isLeft) left.push(inputId);
    } finally {
      underWay -= 1;
      applied += 1;
    }
  };
  setHandler(applyInput, async (inputId) => {
    if (isRoomAsked) left.push(inputId);
    else await apply(inputId);
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
    /**
     * Asks the room, unless an input came between, and then applies what arrived meanwhile.
     *
     * @returns undefined if the case has to be looked at anew.
     */
    async whileRoomIsAsked(ask: () => Promise<Situation>): Promise<Situation | undefined> {
      isRoomAsked = true;
      await condition(() => underWay === 0);
      const answered = applied === seen ? await ask() : undefined;
      isRoomAsked = false;
      if (left.length === 0) return answered;
      await this.applyLeft();
      return undefined;
    },
    /** Applies what was left. */
    async applyLeft(): Promise<void> {
      const waiting = left;
      left = [];
      for (const inputId of waiting) await apply(inputId);
    },
  };
}

type Inputs = ReturnType<typeof listenForInputs>;

/** A run that may wait for its turn to ask J-LIS. */
interface Waiting {
  readonly applicationId: string;
  readonly inputs: Inputs;
  /** The turn it has and did not use. */
  turnAt: number | undefined;
}

/** What the present state waits for at most: an answer of the applicant, an answer of J-LIS, another code. */
const stateEnds = ({ state, stateDeadline, isParked }: Situation): number =>
  state === 'returned' || state === 'waiting' || (state === 'keyDelivery' && !isParked)
    ? (stateDeadline ?? Infinity)
    : Infinity;

/** A case that is being issued is past the point where time could end it (row 30: before an intent). */
const caseEnds = ({ state, caseDeadline }: Situation): number =>
  state === 'issuing' ? Infinity : caseDeadline;

/** The longest a run sleeps without looking: far below what a timer can hold. */
const LOOK_AFTER_MS = 30 * 24 * 3600 * 1000;

/** Waits for an input or the next instant, and ends the case if its time has passed. */
async function pause(applicationId: string, before: Situation, inputs: Inputs): Promise<Situation> {
  const ends = Math.min(stateEnds(before), caseEnds(before));
  const wakes = Math.min(
    before.nextAttemptAt ?? Infinity,
    // While the room is not to be asked, that a code has lapsed wakes nobody.
    before.nextAttemptAt === undefined && !before.isParked
      ? (before.codeLapsesAt ?? Infinity)
      : Infinity,
    isToBeEnded(before) ? Date.now() + CODE_PAUSE_MS : Infinity,
    ends,
    Date.now() + LOOK_AFTER_MS,
  );
  await inputs.orUntil(wakes);
  const isOver = Date.now() >= ends;
  const cause = caseEnds(before) <= Date.now() ? 'caseDeadline' : 'stateDeadline';
  return inputs.before(() =>
    isOver ? office.lapseCase(applicationId, cause) : office.openCase(applicationId),
  );
}

/**
 * Asks J-LIS once it is the case's turn: a rate limit delays a question, and never refuses it. Until then
 * the case waits as it does elsewhere, so an input wakes it and its time may end.
 */
async function askInTurn(waiting: Waiting, situation: Situation): Promise<Situation | undefined> {
  const { applicationId, inputs } = waiting;
  const turn = await askJlis(applicationId, waiting.turnAt);
  waiting.turnAt = turn?.turnAt;
  if (!turn) return undefined;
  // A duration: whose clock the turn is of does not matter here.
  const nextAttemptAt = Date.now() + turn.waitMs;
  return pause(applicationId, { ...situation, nextAttemptAt }, inputs);
}

/** Facts, findings, and what follows: approved, to a person, waiting, or returned. */
async function check(waiting: Waiting, situation: Situation): Promise<Situation> {
  const { applicationId } = waiting;
  const queued = situation.asksJlis ? await askInTurn(waiting, situation) : undefined;
  if (queued) return queued;
  const { edition, facts } = await office.collectFacts(applicationId);
  const ruleSet = findRuleSet(situation.ruleSetId);
  // A plain error fails the task, not the run: it waits for the build that has the rule set.
  if (!ruleSet) throw new Error(`rule set ${situation.ruleSetId} is not in this build`);
  const { outcome, next } = decide(facts, ruleSet);
  return office.recordEvaluation(applicationId, { edition, facts, outcome, next });
}

/** Has the room issue every open order; each is one activity that a retry resumes. A room that is away is asked later. */
async function issue(applicationId: string, situation: Situation): Promise<Situation> {
  let current = situation;
  const { chainId, instructionSha256 = '' } = situation;
  for (const orderId of situation.openOrders) {
    const answer = await askRoom({ orderId, applicationId, chainId, instructionSha256 });
    switch (answer.outcome) {
      case 'issued':
        current = await office.receiveCertificate(orderId, answer.issued);
        break;
      case 'refused':
        return office.noteRefusal(orderId, answer.check);
      case 'away':
        return office.noteRoomAway(orderId, answer.cause);
    }
    if (current.isParked) return current;
  }
  return current;
}

/** Pause before the room is asked again to end a code that nobody can use. */
const CODE_PAUSE_MS = 5 * 60_000;

/** A case that went on without its code, which the room has not ended yet. */
const isToBeEnded = ({ state, codeStep }: Situation): boolean =>
  state !== 'keyDelivery' && codeStep?.do === 'end';

/** Asks the room for the next step about the code of a case; one that is away is asked later. */
async function deliverKey(applicationId: string, situation: Situation): Promise<Situation> {
  const { codeStep: step, chainId, instructionSha256 } = situation;
  if (!step) return situation;
  const said = await askRoomOfCode({ applicationId, chainId, instructionSha256 }, step);
  return said.outcome === 'away'
    ? office.noteCodeRoomAway(applicationId, said.cause)
    : office.recordCodeAnswer(applicationId, { step, answer: said.answer });
}

/** Has the room end a code; a room that is away holds up no case, and is asked when it wakes. */
function endCode(applicationId: string, before: Situation, inputs: Inputs): Promise<Situation> {
  return inputs.before(() => deliverKey(applicationId, before));
}

/** Nothing is left to be done but to wait for the room. */
async function rest(applicationId: string, inputs: Inputs): Promise<Situation> {
  await inputs.orUntil(Date.now() + CODE_PAUSE_MS);
  return inputs.before(() => office.openCase(applicationId));
}

/** False while the room's refusal is to pass by itself, or is parked with an owner. */
const mayAskRoom = ({ isParked, nextAttemptAt }: Situation): boolean =>
  !isParked && (nextAttemptAt === undefined || nextAttemptAt <= Date.now());

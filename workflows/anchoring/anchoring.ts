import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type {
  AnchoringActivities,
  AnchoringOutcome,
  AnchoringPlan,
  BookActivities,
  BookName,
} from '../../activities/anchoring/contract.ts';
import {
  ENCLAVE_STATUS_TASK_QUEUE,
  type AnchoringFailure,
  type AnchoringResult,
} from './contract.ts';

// Whatever does not come within this time is tried by the next run: a run must not outlive its hour.
const patience = {
  startToCloseTimeout: '60 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;

const books: Readonly<Record<BookName, BookActivities>> = {
  office: proxyActivities<BookActivities>(patience),
  enclave: proxyActivities<BookActivities>({ ...patience, taskQueue: ENCLAVE_STATUS_TASK_QUEUE }),
};

// Somebody outside who is away must not hold up what the two books can do by themselves.
const { askWitness, askTimestamp } = proxyActivities<AnchoringActivities>({
  ...patience,
  retry: { initialInterval: '1 second', backoffCoefficient: 4, maximumAttempts: 4 },
});

const { planAnchoring, noteAnchoring } = proxyLocalActivities<AnchoringActivities>({
  startToCloseTimeout: '20 seconds',
});

/** A checkpoint on its way, the note with the lines that witnesses gave; or why there is none. */
type Head =
  | {
      readonly size: number;
      readonly note: string;
      /** Size of the other book as this one last anchored it. */
      readonly anchoredSize: number;
      readonly failure?: never;
    }
  | { readonly failure: string };

/** Sizes from which a proof is begun before the other side is taken for contradictory. */
const PROOFS_MAX = 3;

/**
 * Anchors both books outside: has witnesses cosign the newest checkpoint of each, records each in the other,
 * and once a day has each stamped by a time-stamp authority (books, 規則12条). Safe to run again at any time: what is recorded is not recorded twice.
 *
 * A witness or a side that is away is noted and left to the next run; the rest goes on without it. A
 * contradiction (another tree under our name, a forged or rolled-back checkpoint) is noted, the rest goes
 * on, and the run fails by its name, so that nobody overlooks it.
 */
export async function anchoring(): Promise<AnchoringResult> {
  const failures: AnchoringFailure[] = [];
  const { witnesses, stampsDue } = await planAnchoring();
  const heads = {
    office: await cosign('office', witnesses, failures),
    enclave: await cosign('enclave', witnesses, failures),
  };
  await anchor({ of: 'office', into: 'enclave' }, heads, failures);
  await anchor({ of: 'enclave', into: 'office' }, heads, failures);
  for (const log of stampsDue) await stamp(log, heads[log], failures);

  if (failures.some(({ failure }) => failure === CONTRADICTION)) {
    throw ApplicationFailure.nonRetryable('a book contradicts what is known of it', CONTRADICTION);
  }
  return { failures };
}

const CONTRADICTION = 'CheckpointInconsistent';

/** Type of the failure of an activity; a cancellation passes through. */
function failureTypeOf(error: unknown): string {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  // Without a failure of its own the activity was never answered: nobody polls, or for too long.
  return cause instanceof ApplicationFailure && cause.type ? cause.type : 'TimedOut';
}

type Part = Pick<AnchoringOutcome, 'log' | 'kind' | 'name'>;

const typeOf = (error: unknown): string =>
  error instanceof ApplicationFailure && error.type ? error.type : failureTypeOf(error);

/** Does one part of the run and notes how it ended; undefined if it did not go well. */
async function part<T>(
  of: Part,
  failures: AnchoringFailure[],
  act: () => Promise<{ readonly size: number; readonly result: T }>,
): Promise<T | undefined> {
  try {
    const { size, result } = await act();
    await noteAnchoring({ ...of, outcome: { size } });
    return result;
  } catch (error) {
    const failure = typeOf(error);
    await noteAnchoring({ ...of, outcome: { failure } });
    failures.push({ ...of, failure });
    return undefined;
  }
}

/** Keeps the newest checkpoint of a book, has every witness cosign it, and the book record it. */
async function cosign(
  log: BookName,
  witnesses: AnchoringPlan['witnesses'],
  failures: AnchoringFailure[],
): Promise<Head> {
  try {
    const { size, note: fresh, anchoredSize } = await books[log].bookHead();
    let note = await books[log].recordCosignatures(fresh);
    for (const { name, from } of witnesses) {
      const cosigned = await part({ log, kind: 'cosigned', name }, failures, async () => {
        const asked = await askUntilCosigned({ log, witness: name, size, note, from: from[log] });
        // Recorded before it counts: a line that no book names is nothing yet.
        return { size, result: await books[log].recordCosignatures(asked) };
      });
      note = cosigned ?? note;
    }
    return { size, note, anchoredSize };
  } catch (error) {
    // Noted where it is missed: neither this book nor the other can be anchored.
    return { failure: typeOf(error) };
  }
}

interface Asked {
  readonly log: BookName;
  readonly witness: string;
  readonly size: number;
  readonly note: string;
  readonly from: number;
}

/** Asks a witness, from another size where it stands elsewhere. */
async function askUntilCosigned({ log, witness, size, note, from }: Asked): Promise<string> {
  let start = from;
  for (let tries = 0; tries < PROOFS_MAX; tries += 1) {
    // It has seen more of the log than there is: the log was rolled back.
    if (start > size) break;
    const proof = await books[log].bookProof({ from: start, size });
    const answer = await askWitness({ witness, note, from: start, proof });
    if (answer.outcome === 'cosigned') return answer.note;
    start = answer.size;
  }
  throw ApplicationFailure.nonRetryable(`${witness} stands at ${start} of ${log}`, CONTRADICTION);
}

/** Records the checkpoint of one book in the other, which verifies it. */
async function anchor(
  { of, into }: { readonly of: BookName; readonly into: BookName },
  heads: Readonly<Record<BookName, Head>>,
  failures: AnchoringFailure[],
): Promise<void> {
  await part({ log: of, kind: 'anchored', name: '' }, failures, async () => {
    const { size, note } = headOf(heads[of]);
    let from = headOf(heads[into]).anchoredSize;
    for (let tries = 0; tries < PROOFS_MAX; tries += 1) {
      const proof = await books[of].bookProof({ from, size });
      const answer = await books[into].recordAnchor({ note, from, proof });
      if (answer.outcome === 'anchored') return { size, result: undefined };
      from = answer.size;
    }
    throw ApplicationFailure.nonRetryable(`${into} anchored ${of} up to ${from}`, CONTRADICTION);
  });
}

/** Has a time-stamp authority stamp the checkpoint as it is kept, and the book record it. */
async function stamp(log: BookName, head: Head, failures: AnchoringFailure[]): Promise<void> {
  await part({ log, kind: 'stamped', name: '' }, failures, async () => {
    const { size, note } = headOf(head);
    const reply = await askTimestamp(note);
    return { size, result: await books[log].recordTimestamp({ note, reply }) };
  });
}

/** The checkpoint, or the failure for want of which there is none. */
function headOf(head: Head): Exclude<Head, { failure: string }> {
  if (head.failure === undefined) return head;
  throw ApplicationFailure.nonRetryable('no checkpoint was to be had', head.failure);
}

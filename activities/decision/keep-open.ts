import type { CaseAct } from '../../db/decision/commit-case.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { notHoldingOf, type Recording } from './recording.ts';

/** A person decides, or reviews a refusal (rows 5 and 8). */
export const sendToReview = ({ now }: Recording): CaseAct => ({
  change: { state: 'review', stateDeadline: deadlineOf('review', now), nextAttemptAt: null },
});

const MINUTE_MS = 60_000;

/** Pauses between two questions to J-LIS, by how many were asked; the last goes on for ever. */
const PAUSES_MS = [0.5, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);

/** Nobody may approve; the machine asks again (row 6). */
export function waitForAnswer(
  { build }: OfficeDependencies,
  { file, evaluation, now }: Recording,
): CaseAct {
  const asked = Math.max(1, file.jlis?.attempt ?? 1);
  const pause = PAUSES_MS[Math.min(asked, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  const nextAttemptAt = new Date(now.getTime() + pause);
  return {
    // Counted from the first wait of the edition: asking again does not begin it anew (row 30).
    change: {
      state: 'waiting',
      nextAttemptAt,
      stateDeadline: file.row.stateDeadline ?? deadlineOf('waitLapse', now),
    },
    entries: [
      {
        entry: {
          event: 'case.waiting',
          items: ['1ハ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          data: { rules: notHoldingOf(evaluation), nextAttemptAt: nextAttemptAt.toISOString() },
          ...runOf(build),
        },
      },
    ],
  };
}

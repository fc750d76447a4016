import type { CaseAct } from '../../db/decision/commit-case.ts';
import { governanceRegister } from '../../db/governance/register.ts';
import { opensAt } from '../../domain/governance/jlis-service.ts';
import { isAnswerUnseen } from '../application/act-on-case.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { isQuestionOpen } from '../identity/ask-jlis.ts';
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
const LONGEST_MS = PAUSES_MS.at(-1) ?? MINUTE_MS;

/**
 * When the case is looked at again: after a pause that grows with the questions asked, and at an hour in
 * which J-LIS may be asked. While it may not be, the next attempt is when it opens.
 */
async function nextAttempt(deps: OfficeDependencies, recording: Recording): Promise<Date> {
  const { file, now, evaluation } = recording;
  const attempts = Math.max(1, file.jlis?.attempt ?? 1);
  const growing = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? LONGEST_MS;
  // Where nothing was asked for this evaluation and nothing could be, another one soon would find the same. Where it could
  // be, an answer was lost: a run goes on from where it was over a database that went back and was recovered.
  const register = await governanceRegister(deps.db);
  const isSoon = isAnswerUnseen(file) || isQuestionOpen(deps, file, { register, now });
  const pause = isSoon ? growing : LONGEST_MS;
  const asksAgain = notHoldingOf(evaluation).some((rule) => rule.startsWith('jlis.'));
  if (!asksAgain) return new Date(now.getTime() + pause);
  const service = register.jlisService(now);
  const opens = opensAt(service, now.getTime());
  return new Date(opens > now.getTime() ? opens : opensAt(service, opens + pause));
}

/** Nobody may approve; the machine asks again (row 6). */
export async function waitForAnswer(
  deps: OfficeDependencies,
  recording: Recording,
): Promise<CaseAct> {
  const { file, evaluation, now } = recording;
  const nextAttemptAt = await nextAttempt(deps, recording);
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
          ...runOf(deps.build),
        },
      },
    ],
  };
}

import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actorOf, type GivenInput } from './given-decision.ts';
import type { GivenWithdrawal } from './judge-withdrawal.ts';

/** What becomes of a case that is taken back, and of the inputs that wait for it. */
export function withdrawnChange({
  inputId,
  row,
  now,
}: {
  readonly inputId: string;
  readonly row: CaseRow;
  readonly now: Date;
}): Pick<CaseAct, 'change' | 'inputs'> {
  const result = { state: 'withdrawn', isApplied: true };
  // A case that nobody has begun to work on has its own row of inputs open still.
  const own = row.state === 'received' ? [{ id: row.id, result }] : [];
  return {
    change: { state: 'withdrawn', closedAt: now, stateDeadline: null, nextAttemptAt: null },
    inputs: [{ id: inputId, result }, ...own],
  };
}

/**
 * Ends a case because its applicant asked for it (取下げ, row 28): who took the request, and by which channel. What else
 * was pending finds the case closed. Orders of an approval stay as they are; nobody asks the room for them any more.
 */
export function withdrawOnRequest(
  { build }: OfficeDependencies,
  { inputId, file, now }: GivenInput,
  { content, officer, channel }: GivenWithdrawal,
): CaseAct {
  return {
    ...withdrawnChange({ inputId, row: file.row, now }),
    entries: [
      {
        entry: {
          event: 'application.withdrawn',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: actorOf({ officer, content }),
          input: inputId,
          data: { identityMethod: channel },
          ...runOf(build),
        },
      },
    ],
  };
}

import type { CaseRow, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import { deadlineOf } from '../decision/deadline.ts';

/** A code as a row of its table. */
export const codeRows = (...codes: readonly CodeRow[]): Rows =>
  codes as unknown as readonly Readonly<Record<string, unknown>>[];

/** A case whose room has answered: nothing of what it was away or refused for counts any more. */
export const ANSWERED = { notHolding: [], nextAttemptAt: null } as const;

/** Nobody can use the code any more; within 14 days another is ordered, or the case ends (row 23). */
export function unusable(
  code: CodeRow,
  state: 'locked' | 'lapsed' | 'voided',
  now: Date,
): { readonly change: Partial<CaseRow>; readonly code: CodeRow } {
  const at = now.toISOString();
  return {
    change: { ...ANSWERED, stateDeadline: deadlineOf('codeResendOrder', now) },
    code: { ...code, state, unusable_at: at, ended_at: state === 'locked' ? null : at },
  };
}

/** The letter of a code that ended: what never went to the post goes nowhere. */
export const letterEnded = (code: CodeRow, now: Date): Rows =>
  code.posted_at === null
    ? [{ id: code.dispatch_id, state: 'cancelled', ended_at: now.toISOString() }]
    : [];

/** What the act says of an input that it applied. */
export const applied = (id: string, result: object): Pick<CaseAct, 'inputs'> => ({
  inputs: [{ id, result }],
});

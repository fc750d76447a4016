import type { CaseFile, CaseRow, CodeRow } from '../../db/decision/case-file.ts';
import {
  lapseOf,
  nextCodeStep,
  type CodeCase,
  type CodeStanding,
} from '../../domain/key-delivery/code-step.ts';
import type { Situation } from '../contract.ts';
import { letterIdOf } from './letter-id.ts';

/** The newest code of a case as its next step is judged by. */
export const standingOf = (
  code: CodeRow | undefined,
  { instructionSha256 }: Pick<CaseRow, 'instructionSha256'>,
): CodeStanding | undefined =>
  code && {
    codeNumber: code.code_number,
    state: code.state,
    dispatch: code.dispatch_id,
    isOfInstruction:
      code.instruction_sha256 !== null && code.instruction_sha256 === instructionSha256,
    isWithoutSalt: code.salt === '',
    isResendOrdered: code.resend_ordered_at !== null,
    lapsesAt: Date.parse(code.lapses_at),
  };

/** A case on the code route as its next step is judged by. */
export const codeCaseOf = (
  { code, redemption, pending }: Pick<CaseFile, 'code' | 'redemption' | 'pending'>,
  row: CaseRow,
): CodeCase => ({
  state: row.state,
  hasKeys: redemption !== undefined,
  code: standingOf(code, row),
  pending,
});

/** What a run does next about the code, and when it lapses. While the room is not to be asked, nothing. */
export function codeSituation(
  file: CaseFile,
  row: CaseRow,
  now: Date,
): Pick<Situation, 'codeStep' | 'codeLapsesAt'> {
  const isWaiting =
    row.state === 'keyDelivery' &&
    (isParkedCode(row) || (row.nextAttemptAt !== null && row.nextAttemptAt > now));
  const step = isWaiting ? undefined : nextCodeStep(codeCaseOf(file, row), now.getTime());
  const codeLapsesAt =
    row.state === 'keyDelivery' ? lapseOf(standingOf(file.code, row)) : undefined;
  return {
    codeStep:
      step?.do === 'make' ? { ...step, dispatchId: letterIdOf(row.id, step.codeNumber) } : step,
    codeLapsesAt,
  };
}

/** The room refused in a way that only a person can mend. */
export const isParkedCode = ({ state, nextAttemptAt, notHolding }: CaseRow): boolean =>
  state === 'keyDelivery' && nextAttemptAt === null && (notHolding[0] ?? '').startsWith('gate/');

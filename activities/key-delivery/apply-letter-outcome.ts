import { step } from '../../adapters/telemetry/steps.ts';
import type { CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { codeOfLetter } from '../../db/key-delivery/code-of-letter.ts';
import { isForRoom } from '../../domain/key-delivery/code-step.ts';
import {
  readLetterInput,
  type LetterInput,
  type LetterInputKind,
} from '../../domain/key-delivery/letter-inputs.ts';
import { standingOf } from '../application/code-standing.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { letterAct } from './letter-act.ts';
import { refuseInput, type CodeInput, type CodeInputProblem } from './refuse-input.ts';

/**
 * Applies what was heard of the letter of a code. That the live code of a case was posted, or came back, is left for the room,
 * which counts from then or voids the code; everything else is recorded at once.
 *
 * The encrypted letter is deleted before its print is recorded: a crash between the two leaves an input that waits, and
 * the repeat finds the file gone.
 */
export async function applyLetterOutcome(
  deps: OfficeDependencies,
  given: CodeInput & { readonly kind: LetterInputKind },
): Promise<CaseAct | 'left'> {
  const { inputId, input, file, kind, now } = given;
  const letter = readLetterInput(kind, input.content);
  if (!letter) return refuseInput(deps, given, { problem: 'contentUnreadable' });
  const code = await codeOfLetter(deps.db, letter.dispatch);
  const isOfCase = code?.case_id === file.row.id && code.code_number === letter.codeNumber;
  if (!code || !isOfCase) return refuseInput(deps, given, { problem: 'letterUnknown' });
  if (isLeft(given, letter)) return 'left';
  const problem = problemOf(letter, code);
  if (problem) return refuseInput(deps, given, { problem });
  if (kind === 'letterPrinted') {
    await deps.letters?.remove(code.ciphertext_sha256);
    step('letter.0-deleted');
  }
  const { id: caseId, state } = file.row;
  return letterAct(deps, { inputId, letter, caseId, state, code, now });
}

/** The room has its word first, or what comes before has still to get it. */
function isLeft({ inputId, input, file }: CodeInput, letter: LetterInput): boolean {
  if (file.row.state !== 'keyDelivery') return false;
  const standing = standingOf(file.code, file.row);
  if (isForRoom(standing, input)) return true;
  return (
    letter.kind !== 'letterPrinted' &&
    letter.kind !== 'letterPosted' &&
    file.pending.some((each) => {
      if (each.id === inputId || each.kind !== 'letterPosted') return false;
      const before = readLetterInput('letterPosted', each.content);
      return before?.dispatch === letter.dispatch && isForRoom(standing, each);
    })
  );
}

/** Heard twice, or before what comes first. */
function problemOf({ kind }: LetterInput, code: CodeRow): CodeInputProblem | undefined {
  const heard = {
    letterPrinted: code.printed_at,
    letterPosted: code.posted_at,
    letterDelivered: code.delivered_at ?? code.return_reason,
    letterReturned: code.return_reason,
  }[kind];
  if (heard !== null) return 'letterKnown';
  const before = {
    letterPrinted: code.lot_id,
    letterPosted: code.printed_at,
    letterDelivered: code.posted_at,
    letterReturned: code.posted_at,
  }[kind];
  return before === null ? 'letterOutOfOrder' : undefined;
}

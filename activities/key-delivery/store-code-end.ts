import type { CaseFile, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import type { StoredInput } from '../../db/decision/staff-input.ts';
import { readLetterInput } from '../../domain/key-delivery/letter-inputs.ts';
import type { AskedCodeStep } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { codeRows, letterEnded, unusable } from './code-change.ts';
import { letterAct } from './letter-act.ts';
import { refusedBy } from './store-made-code.ts';

type EndStep = Extract<AskedCodeStep, { do: 'end' }>;
type Ended = 'voided' | 'lapsed' | 'redeemed' | 'notYet';

/** What the room said of the end of a code, on its way to the case. */
export interface EndAnswer {
  readonly file: CaseFile;
  readonly code: CodeRow;
  /** The letter that came back, if that is why. */
  readonly input: StoredInput | undefined;
  readonly step: EndStep;
  readonly answer: unknown;
  readonly now: Date;
}

/** Pause before a code is asked about again that the room does not call over yet: its clock counts. */
const PAUSE_MS = 60_000;

function readEnded(answer: unknown): Ended | undefined {
  const { ended } = Object(answer) as { ended?: unknown };
  return ['voided', 'lapsed', 'redeemed', 'notYet'].includes(String(ended))
    ? (ended as Ended)
    : undefined;
}

/** Stores how a code ended (code table, rows 6, 11 and 12), and what follows for its case. */
export async function storeCodeEnd(deps: OfficeDependencies, given: EndAnswer): Promise<CaseAct> {
  const { file, code, step, now } = given;
  const ended = readEnded(given.answer);
  if (!ended) return file.row.state === 'keyDelivery' ? refusedBy(undefined, now) : {};
  if (step.inputId !== undefined) return returned(deps, given, ended);
  if (step.cause === 'timePassed') return timePassed(given, ended);
  if (ended === 'notYet') return {};
  const codes = codeRows({ ...code, state: ended, ended_at: now.toISOString() });
  return { codes, dispatched: ended === 'redeemed' ? [] : letterEnded(code, now) };
}

function timePassed({ code, now }: EndAnswer, ended: Ended): CaseAct {
  if (ended === 'lapsed' || ended === 'voided') {
    const over = unusable(code, ended, now);
    return { change: over.change, codes: codeRows(over.code), dispatched: letterEnded(code, now) };
  }
  // Redeemed, and the office does not know: the redemption waits among the inputs, and is asked for after this pause.
  return { change: { nextAttemptAt: new Date(now.getTime() + PAUSE_MS) } };
}

/** The letter came back: its code is void in the room by now, and another may be ordered. */
async function returned(
  deps: OfficeDependencies,
  { file, code, input, step, now }: EndAnswer,
  ended: Ended,
): Promise<CaseAct> {
  const letter = readLetterInput('letterReturned', input?.content);
  if (!letter) return {};
  const { id: caseId, state } = file.row;
  const inputId = step.inputId ?? '';
  const act = await letterAct(deps, { inputId, letter, caseId, state, code, now });
  if (ended !== 'voided' && ended !== 'lapsed') return act;
  const over = unusable(code, ended, now);
  const [row] = act.codes as Rows;
  return {
    ...act,
    change: over.change,
    codes: [
      { ...row, state: ended, unusable_at: over.code.unusable_at, ended_at: over.code.ended_at },
    ],
  };
}

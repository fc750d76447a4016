import { step } from '../../adapters/telemetry/steps.ts';
import type { CaseFile, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { findInput, type StoredInput } from '../../db/decision/staff-input.ts';
import { nextCodeStep } from '../../domain/key-delivery/code-step.ts';
import { readLetterInput } from '../../domain/key-delivery/letter-inputs.ts';
import { actOnCase } from '../application/act-on-case.ts';
import { codeCaseOf } from '../application/code-standing.ts';
import type { AskedCodeStep, Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { ANSWERED } from './code-change.ts';
import { letterAct } from './letter-act.ts';
import { storeCodeEnd } from './store-code-end.ts';
import { refusedBy, storeMadeCode } from './store-made-code.ts';
import { keysOf, storeRedemption, withKeys } from './store-redemption.ts';

/**
 * Stores what the room answered to a step about the code of a case, with what follows, in one transaction. Where the case has
 * gone on meanwhile, the answer is to a question that nobody asks any more, and nothing is stored: the room
 * answers the same again.
 *
 * A crash before the commit leaves a room that has done it and an office that does not know: the run finds the same step,
 * and the room gives the same answer. After it, the repeat finds the step done.
 */
export async function recordCodeAnswer(
  deps: OfficeDependencies,
  applicationId: string,
  answered: { readonly step: AskedCodeStep; readonly answer: unknown },
): Promise<Situation> {
  const { step: asked, answer } = answered;
  const input =
    'inputId' in asked && asked.inputId ? await findInput(deps.db, asked.inputId) : undefined;
  const situation = await actOnCase(deps, applicationId, (file, now) => {
    if (!isStill(file, asked, now)) return undefined;
    return actOf(deps, file, { step: asked, answer, input, now });
  });
  step('code.1-answer-recorded');
  return situation;
}

const inputOf = (asked: object): unknown => ('inputId' in asked ? asked.inputId : undefined);
const numberOf = (asked: object): unknown => ('codeNumber' in asked ? asked.codeNumber : undefined);

/** Whether a step is what the case would have done now. */
function isStill(file: CaseFile, asked: AskedCodeStep, now: Date): boolean {
  const next = nextCodeStep(codeCaseOf(file, file.row), now.getTime());
  return (
    next?.do === asked.do && numberOf(next) === numberOf(asked) && inputOf(next) === inputOf(asked)
  );
}

interface Answered {
  readonly step: AskedCodeStep;
  readonly answer: unknown;
  readonly input: StoredInput | undefined;
  readonly now: Date;
}

function actOf(
  deps: OfficeDependencies,
  file: CaseFile,
  { step: asked, answer, input, now }: Answered,
): Promise<CaseAct | undefined> | CaseAct | undefined {
  if (asked.do === 'make') return storeMadeCode(file, { step: asked, answer, now });
  if (asked.do === 'takeKeys') return takeKeys(deps, file, now);
  const { code } = file;
  if (!code) return undefined;
  if (asked.do === 'end')
    return storeCodeEnd(deps, { file, code, input, step: asked, answer, now });
  if (!input) return undefined;
  if (asked.do === 'redeem')
    return storeRedemption(deps, { file, code, input, step: asked, answer, now });
  return posted(deps, { file, code, input, inputId: asked.inputId, answer, now });
}

/** The keys of this edition came by the code of an approval before this one (row 20). */
function takeKeys(deps: OfficeDependencies, file: CaseFile, now: Date): CaseAct {
  const keys = keysOf(deps, file, file.redemption?.proofSha256 ?? '');
  return keys.length === file.orders.length ? withKeys(keys) : refusedBy(undefined, now);
}

interface Posted {
  readonly file: CaseFile;
  readonly code: CodeRow;
  readonly input: StoredInput;
  readonly inputId: string;
  readonly answer: unknown;
  readonly now: Date;
}

/** From now on the code lapses 30 days after its letter was posted, as the room counts them. */
async function posted(
  deps: OfficeDependencies,
  { file, code, input, inputId, answer, now }: Posted,
): Promise<CaseAct | undefined> {
  const letter = readLetterInput('letterPosted', input.content);
  const { lapsesAt } = Object(answer) as { lapsesAt?: unknown };
  if (!letter) return undefined;
  if (!Number.isSafeInteger(lapsesAt)) return refusedBy(undefined, now);
  const lapses_at = new Date(Number(lapsesAt)).toISOString();
  const { id: caseId, state } = file.row;
  const heard = { inputId, letter, caseId, state, code: { ...code, lapses_at }, now };
  return { ...(await letterAct(deps, heard)), change: ANSWERED };
}

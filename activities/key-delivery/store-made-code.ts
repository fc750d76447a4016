import type { CaseFile, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { CODE_LETTER_TEMPLATE } from '../../domain/dispatch/letter-templates.ts';
import { isTriedAgain, refusalOf } from '../../domain/issuance/order-states.ts';
import type { AskedCodeStep } from '../contract.ts';
import { ANSWERED, codeRows, letterEnded } from './code-change.ts';
import type { MadeCode } from './contract.ts';

type MakeStep = Extract<AskedCodeStep, { do: 'make' }>;

/** Pause before the room is asked again after a refusal that passes by itself. */
const PAUSE_MS = 60_000;

const HASH = /^[0-9a-f]{64}$/;
const SALT = /^[0-9a-f]{32}$/;

const isText = (value: unknown, form: RegExp): boolean =>
  typeof value === 'string' && form.test(value);

/** An answer is anything until it was looked at. */
function readMade(answer: unknown, { codeNumber }: MakeStep): MadeCode | undefined {
  const said = Object(answer) as Partial<Record<keyof MadeCode, unknown>>;
  const isMade =
    said.outcome === 'made' &&
    said.codeNumber === codeNumber &&
    isText(said.salt, SALT) &&
    isText(said.ciphertextSha256, HASH) &&
    isText(said.vendorKeySha256, HASH) &&
    Number.isSafeInteger(said.madeAt) &&
    Number.isSafeInteger(said.lapsesAt);
  return isMade ? (said as MadeCode) : undefined;
}

/**
 * Stores a code that the room made, with its letter (code table, row 1), and that the one before it is void; or that the
 * room refused: asked again after a pause, or parked for a person.
 */
export function storeMadeCode(
  file: CaseFile,
  { step, answer, now }: { readonly step: MakeStep; readonly answer: unknown; readonly now: Date },
): CaseAct {
  const made = readMade(answer, step);
  if (!made) return refusedBy(Object(answer).check, now);
  const { code, row } = file;
  const change = { ...ANSWERED, stateDeadline: null };
  const before = code && voidBefore(code, now);
  return {
    change,
    codes: codeRows(...(before ? [before] : []), newCode(file, step, made)),
    dispatched: code && before?.state !== code.state ? letterEnded(code, now) : [],
    dispatches: [
      {
        id: step.dispatchId,
        case_id: row.id,
        portal_id: row.portalId,
        kind: 'codeLetter',
        channel: 'letter',
        notice_kind: 'code',
        // The vendor fills it in: the office knows neither code nor address.
        template: CODE_LETTER_TEMPLATE,
        template_values: { codeNumber: step.codeNumber },
        state: 'prepared',
        attempts: 0,
        prepared_at: now.toISOString(),
      },
    ],
  };
}

const ofRoom = (made: MadeCode) => ({
  salt: made.salt,
  ciphertext_sha256: made.ciphertextSha256,
  vendor_key_sha256: made.vendorKeySha256,
  made_at: new Date(made.madeAt).toISOString(),
  lapses_at: new Date(made.lapsesAt).toISOString(),
});

/** Resends under the instruction that stands: a code that is made again for want of its salt is none, and takes none back. */
const resendsOf = (code: CodeRow | undefined, { instructionSha256 }: CaseFile['row']): number =>
  code && code.instruction_sha256 === instructionSha256 ? code.resend : 0;

function newCode(
  { code, row }: CaseFile,
  { codeNumber, dispatchId, isResend }: MakeStep,
  made: MadeCode,
): CodeRow {
  return {
    case_id: row.id,
    code_number: codeNumber,
    edition: row.edition,
    state: 'generated',
    ...ofRoom(made),
    dispatch_id: dispatchId,
    lot_id: null,
    resend: resendsOf(code, row) + (isResend ? 1 : 0),
    failures: 0,
    printed_at: null,
    posted_at: null,
    delivered_at: null,
    unusable_at: null,
    return_reason: null,
    ended_at: null,
    resend_ordered_at: null,
    instruction_sha256: row.instructionSha256,
  };
}

/** The room voids what came before a code when it makes one. */
const voidBefore = (code: CodeRow, now: Date): CodeRow =>
  ['lapsed', 'redeemed', 'voided'].includes(code.state)
    ? code
    : { ...code, state: 'voided', ended_at: now.toISOString() };

/** Parked, the case stands first in the queue of its owner; time does not end it there. */
export function refusedBy(said: unknown, now: Date): CaseAct {
  const check = refusalOf(said);
  const notHolding = [`gate/${check}`];
  return isTriedAgain(check)
    ? { change: { notHolding, nextAttemptAt: new Date(now.getTime() + PAUSE_MS) } }
    : { change: { notHolding, nextAttemptAt: null, stateDeadline: now } };
}

import type { CodeRow } from '../../db/decision/case-file.ts';
import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import { findOfficer } from '../../db/decision/staff-input.ts';
import type { LetterInput } from '../../domain/key-delivery/letter-inputs.ts';
import { japanDate, printDate } from '../../domain/governance/calendar.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { applied, codeRows } from './code-change.ts';

/** Something that was heard of the letter of a code. */
export interface HeardLetter {
  readonly inputId: string;
  readonly letter: LetterInput;
  readonly caseId: string;
  /** State of the case after it. */
  readonly state: string;
  readonly code: CodeRow;
  readonly now: Date;
}

/** Whoever of staff recorded it, also out of a file of the vendor: nobody else saw where that file came from. */
async function actorOf(
  { db }: OfficeDependencies,
  { letter, caseId }: HeardLetter,
): Promise<ActEntry['entry']['actor']> {
  const officer = await findOfficer(db, letter.officer, caseId);
  return {
    kind: 'officer',
    id: letter.officer,
    role: letter.role,
    terminal: letter.terminal,
    ...(officer ? { nameCommitment: officer.nameCommitment } : {}),
  };
}

/** Code and dispatch as the letter leaves them; what happened before in time stays. */
function moved({ letter, code }: HeardLetter): Pick<CaseAct, 'codes' | 'dispatched'> {
  const { at, dispatch: id } = letter;
  switch (letter.kind) {
    case 'letterPrinted': {
      const state = code.state === 'sealed' ? 'printed' : code.state;
      return { codes: codeRows({ ...code, state, printed_at: at }) };
    }
    case 'letterPosted': {
      const state = code.state === 'printed' ? 'posted' : code.state;
      return {
        codes: codeRows({ ...code, state, posted_at: at }),
        dispatched: [{ id, state: 'sent', sent_at: at }],
      };
    }
    case 'letterDelivered': {
      const state = code.state === 'posted' ? 'delivered' : code.state;
      return {
        codes: codeRows({ ...code, state, delivered_at: at }),
        dispatched: [{ id, state: 'delivered', ended_at: at }],
      };
    }
    default:
      return {
        codes: codeRows({ ...code, return_reason: letter.reason }),
        dispatched: [{ id, state: 'returned', ended_at: at }],
      };
  }
}

function eventOf(letter: LetterInput): Pick<ActEntry['entry'], 'event' | 'data'> {
  const { dispatch, codeNumber, at } = letter;
  // The vendor's own day: the entry's instant is when it was heard of.
  const day = printDate(japanDate(Date.parse(at)));
  const reported = letter.reportSha256 === undefined ? {} : { reportSha256: letter.reportSha256 };
  switch (letter.kind) {
    case 'letterPrinted': {
      const data = { lot: letter.lot, dispatch, codeNumber, printedOn: day, ...reported };
      return { event: 'letter.printed', data };
    }
    case 'letterPosted': {
      const { lot, mailKind, addressCommitment, trackingCommitment } = letter;
      const sent = { addressCommitment, trackingCommitment, postedOn: day, ...reported };
      return { event: 'letter.posted', data: { lot, dispatch, mailKind, ...sent } };
    }
    case 'letterDelivered': {
      const data = { dispatch, deliveredOn: letter.deliveredOn, ...reported };
      return { event: 'letter.delivered', data };
    }
    default:
      return { event: 'letter.returned', data: { dispatch, reason: letter.reason } };
  }
}

/**
 * Records what was heard of a letter. It happened whatever became of the code meanwhile, so the entry is always written; the code
 * moves where its table says so.
 */
export async function letterAct(deps: OfficeDependencies, heard: HeardLetter): Promise<CaseAct> {
  const { inputId, letter, state, now } = heard;
  const isPosted = letter.kind === 'letterPosted';
  const entry = {
    ...eventOf(letter),
    ...(isPosted ? { id: letter.entry } : {}),
    items: ['1ヘ'],
    at: now.toISOString(),
    actor: await actorOf(deps, heard),
    input: inputId,
    ...runOf(deps.build),
  } as ActEntry['entry'];
  const openings = isPosted
    ? letter.openings.map(({ sealed, ...opening }) => ({
        ...opening,
        sealed: Buffer.from(sealed, 'base64'),
      }))
    : [];
  return {
    ...moved(heard),
    entries: [{ entry, openings }],
    ...applied(inputId, { state, isApplied: true }),
  };
}

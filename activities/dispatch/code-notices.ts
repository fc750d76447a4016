import type { CaseFile, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import { endsUse, noticeOfCode, type ToldCode } from '../../domain/dispatch/notices.ts';
import { templateOf } from '../../domain/dispatch/templates/all-templates.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { derivedId } from '../issuance/derived-id.ts';
import { mailNotice } from './mail-notice.ts';

const toldCode = (code: CodeRow): ToldCode => ({
  codeNumber: code.code_number,
  state: code.state,
  isReturned: code.return_reason !== null,
});

const reminderIdOf = ({ case_id, code_number }: CodeRow): string =>
  derivedId(case_id, 'codeReminder', code_number);

/** What of a code an applicant is told by mail, and what is told no more: parts of one act. */
export interface CodeNotices {
  readonly dispatches: Rows;
  readonly dispatched: Rows;
}

const NONE: CodeNotices = { dispatches: [], dispatched: [] };

/**
 * What the applicant is told of a step of their code, in the transaction of the step (code table). The reminder is prepared with the
 * delivery and waits for its day; whatever takes the code out of use cancels it. Where the case has gone on
 * nobody is told of its code: the step of the case says it.
 */
export function codeNotices({ row, code: before }: CaseFile, act: CaseAct, now: Date): CodeNotices {
  const after = act.codes?.at(-1) as CodeRow | undefined;
  if (!after) return NONE;
  const dispatched =
    before && endsUse(toldCode(before), toldCode(after))
      ? [{ id: reminderIdOf(before), state: 'cancelled', ended_at: now.toISOString() }]
      : [];
  if ((act.change?.state ?? row.state) !== 'keyDelivery') return { dispatches: [], dispatched };
  const kind = noticeOfCode(before && toldCode(before), toldCode(after));
  if (kind === undefined) return { dispatches: [], dispatched };
  const values =
    'lapsesAt' in templateOf(kind).values ? { lapsesAt: instant(after.lapses_at) } : {};
  const notice = mailNotice(row, { kind, values, now });
  const reminder = kind === 'codeDelivered' ? reminderOf(row, after, now) : [];
  return { dispatches: [notice, ...reminder], dispatched };
}

const instant = (text: string): string => new Date(text).toISOString();

/** The reminder, 14 days after the delivery; none where the code has lapsed by then, or where that day is past. */
function reminderOf(row: CaseFile['row'], code: CodeRow, now: Date): Rows {
  const lapsesAt = instant(code.lapses_at);
  const dueAt = deadlineOf('codeReminder', new Date(code.delivered_at ?? now));
  if (dueAt <= now || dueAt >= new Date(lapsesAt)) return [];
  const notice = mailNotice(row, { kind: 'codeReminder', values: { lapsesAt }, now });
  return [{ ...notice, id: reminderIdOf(code), next_attempt_at: dueAt }];
}

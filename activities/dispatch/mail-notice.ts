import type { CaseFile, CaseRow, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import { noticeOfCode, noticeOfStep, type CodeTold } from '../../domain/dispatch/notices.ts';
import { templateOf } from '../../domain/dispatch/templates/all-templates.ts';
import { nameOf, type TemplateValues } from '../../domain/dispatch/templates/template.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { derivedId } from '../issuance/derived-id.ts';

interface MailNotice {
  readonly kind: string;
  readonly values?: TemplateValues;
  readonly now: Date;
  /** A new one unless given. */
  readonly id?: string;
  /** At once unless given. */
  readonly dueAt?: Date;
}

/** A notice to the applicant of a case, for `CaseAct.dispatches`. */
export const mailNotice = (
  { id, portalId }: Pick<CaseRow, 'id' | 'portalId'>,
  notice: MailNotice,
): Readonly<Record<string, unknown>> =>
  prepareDispatch({
    ...(notice.id === undefined ? {} : { id: notice.id }),
    caseId: id,
    portalId,
    kind: 'notice',
    channel: 'mail',
    noticeKind: notice.kind,
    template: nameOf(templateOf(notice.kind)),
    values: notice.values ?? {},
    preparedAt: notice.now,
    dueAt: notice.dueAt ?? notice.now,
  });

/** Hash of the letter that an act says it wrote. */
function letterOf({ entries = [] }: CaseAct): TemplateValues {
  const said = entries.map(({ entry }) => (entry.data as { letterSha256?: string }).letterSha256);
  const letter = said.find((hash) => hash !== undefined);
  return letter === undefined ? {} : { letter };
}

const toldOf = ({ state, resend, return_reason }: CodeRow): CodeTold => ({
  state,
  resend,
  isReturned: return_reason !== null,
});

/** What the applicant is told of the newest code, while the case waits for it (state table of codes). */
function noticesOfCode({ row, code }: NoticeOf, { codes = [] }: CaseAct, now: Date): Rows {
  const after = codes.at(-1) as CodeRow | undefined;
  if (row.state !== 'keyDelivery' || !code || !after) return [];
  // Something is heard of the letter of an older code: nobody can do anything with that.
  if (after.code_number < code.code_number) return [];
  const kind = noticeOfCode(toldOf(code), toldOf(after));
  if (kind === undefined) return [];
  const values = kind === 'codePosted' ? { lapsesAt: after.lapses_at } : {};
  return [mailNotice(row, { kind, values, now })];
}

type NoticeOf = Pick<CaseFile, 'row' | 'code'>;

/** The reminder of a code has an id that follows from its letter: whoever takes it back need not look for it. */
const reminderOf = ({ dispatch_id }: CodeRow): string => derivedId(dispatch_id, 'codeReminder');

/**
 * Whoever has the letter and does nothing is reminded: the mail is prepared with the delivery, due two weeks after it, and taken back
 * once the code is no longer one to be used. One that was sent meanwhile stays.
 */
function remindersOf({ row, code }: NoticeOf, { codes = [] }: CaseAct, now: Date) {
  const after = (codes as readonly unknown[] as readonly CodeRow[]).find(
    (each) => each.code_number === code?.code_number,
  );
  const none = { dispatches: [], dispatched: [] };
  if (!code || !after || code.state === after.state) return none;
  if (after.state === 'delivered') {
    const values = { lapsesAt: after.lapses_at };
    const dueAt = deadlineOf('codeReminder', now);
    const reminder = { kind: 'codeReminder', values, now, id: reminderOf(after), dueAt };
    return { ...none, dispatches: [mailNotice(row, reminder)] };
  }
  if (code.state !== 'delivered') return none;
  const cancelled = { id: reminderOf(code), state: 'cancelled', ended_at: now.toISOString() };
  return { ...none, dispatched: [cancelled] };
}

/** An act with the mails that it calls for. */
export function withNotices(file: NoticeOf, act: CaseAct, now: Date): CaseAct {
  const reminders = remindersOf(file, act, now);
  const { dispatches = [], dispatched = [] } = act;
  return {
    ...act,
    dispatches: [...dispatches, ...noticesOfAct(file, act, now), ...reminders.dispatches],
    dispatched: [...dispatched, ...reminders.dispatched],
  };
}

/** What the applicant is told of an act by mail, in the transaction of the act (state tables of applications and codes). */
function noticesOfAct(file: NoticeOf, act: CaseAct, now: Date): Rows {
  const { row } = file;
  const { state: to = row.state, stateDeadline } = act.change ?? {};
  if (to === row.state) return noticesOfCode(file, act, now);
  const kind = noticeOfStep(row.state, to);
  if (kind === undefined) return [];
  const values: TemplateValues = {
    ...letterOf(act),
    ...(kind === 'returned' ? { answerBy: stateDeadline?.toISOString() ?? null } : {}),
    ...(kind === 'issued' ? { acceptBy: deadlineOf('acceptance', now).toISOString() } : {}),
  };
  return [mailNotice(row, { kind, values, now })];
}

import type { CaseFile, CaseRow, CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import { noticeOfCode, noticeOfStep, type CodeTold } from '../../domain/dispatch/notices.ts';
import { templateOf } from '../../domain/dispatch/templates/all-templates.ts';
import { nameOf, type TemplateValues } from '../../domain/dispatch/templates/template.ts';
import { deadlineOf } from '../decision/deadline.ts';

/** A notice to the applicant of a case, for `CaseAct.dispatches`. */
export const mailNotice = (
  { id, portalId }: Pick<CaseRow, 'id' | 'portalId'>,
  notice: { readonly kind: string; readonly values?: TemplateValues; readonly now: Date },
): Readonly<Record<string, unknown>> =>
  prepareDispatch({
    caseId: id,
    portalId,
    kind: 'notice',
    channel: 'mail',
    noticeKind: notice.kind,
    template: nameOf(templateOf(notice.kind)),
    values: notice.values ?? {},
    preparedAt: notice.now,
    dueAt: notice.now,
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

/** What the applicant is told of an act by mail, in the transaction of the act (state tables of applications and codes). */
export function noticesOfAct(file: NoticeOf, act: CaseAct, now: Date): Rows {
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

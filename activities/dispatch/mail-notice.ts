import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct, Rows } from '../../db/decision/commit-case.ts';
import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import { noticeOfStep } from '../../domain/dispatch/notices.ts';
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

/** What the applicant is told of a step by mail, in the transaction of the step (state table of applications). */
export function noticesOfAct(row: CaseRow, act: CaseAct, now: Date): Rows {
  const { state: to = row.state, stateDeadline } = act.change ?? {};
  const kind = noticeOfStep(row.state, to);
  if (kind === undefined) return [];
  const values: TemplateValues = {
    ...letterOf(act),
    ...(kind === 'returned' ? { answerBy: stateDeadline?.toISOString() ?? null } : {}),
    ...(kind === 'issued' ? { acceptBy: deadlineOf('acceptance', now).toISOString() } : {}),
  };
  return [mailNotice(row, { kind, values, now })];
}

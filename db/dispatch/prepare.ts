import { uuidV7 } from '../uuid.ts';

/** Something to be told to somebody, as it is prepared in the transaction of the act that it tells of. */
export interface NewDispatch {
  /** Id of the letter, where it is known before; a new one otherwise. */
  readonly id?: string;
  readonly caseId: string | null;
  readonly portalId: string;
  readonly kind: 'codeLetter' | 'notice' | 'event';
  readonly channel: 'letter' | 'mail' | 'webhook';
  /** What it tells, as a code: `issued`, `returned` … */
  readonly noticeKind: string;
  /** Id and version of the template that it is made from, `id/YYYY-MM-DD`. */
  readonly template: string;
  /** Codes, counts and instants that the template takes. No personal data. */
  readonly values?: Readonly<Record<string, string | number | null>>;
  readonly preparedAt: Date;
  /** When the worker of its channel first takes it; null for what waits for a lot. */
  readonly dueAt: Date | null;
}

/** A row of `dispatches` by its column names, for `CaseAct.dispatches`. */
export const prepareDispatch = (dispatch: NewDispatch): Readonly<Record<string, unknown>> => ({
  id: dispatch.id ?? uuidV7(),
  case_id: dispatch.caseId,
  portal_id: dispatch.portalId,
  kind: dispatch.kind,
  channel: dispatch.channel,
  notice_kind: dispatch.noticeKind,
  template: dispatch.template,
  template_values: dispatch.values ?? {},
  state: 'prepared',
  attempts: 0,
  prepared_at: dispatch.preparedAt,
  next_attempt_at: dispatch.dueAt,
});

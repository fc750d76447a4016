import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import { templateOf } from '../../domain/dispatch/templates/all-templates.ts';
import { nameOf } from '../../domain/dispatch/templates/template.ts';
import { derivedId } from './derived-id.ts';

/** What subscribers are told of their certificates, with the instant that each notice names, if any. */
const notices = {
  accepted: undefined,
  acceptanceReminder: 'acceptBy',
  acceptanceMissed: undefined,
  acceptanceMissedAndRequired: undefined,
  expiring: 'notAfter',
  expired: 'notAfter',
} as const;

/** A notice about certificates of one case. */
export interface CertificateNotice {
  readonly noticeKind: keyof typeof notices;
  /** Of how many like it, from 1. */
  readonly number: number;
  readonly case: { readonly id: string; readonly portalId: string };
  /** Orders that it is about; the first of them gives the notice its id, so that it is prepared once. */
  readonly orders: readonly string[];
  /** Until when the receipt is awaited, or when the certificate ends: milliseconds since 1970. */
  readonly at?: number | undefined;
  readonly now: Date;
}

/** Id of the dispatch of a notice. */
export const noticeIdOf = ({ noticeKind, number, orders }: CertificateNotice): string =>
  derivedId(orders[0] ?? '', noticeKind, number);

/** A mail about certificates: a row for `CaseAct.dispatches`. */
export function certificateNotice(notice: CertificateNotice): ReturnType<typeof prepareDispatch> {
  const { noticeKind, at, now } = notice;
  const named = notices[noticeKind];
  return prepareDispatch({
    id: noticeIdOf(notice),
    caseId: notice.case.id,
    portalId: notice.case.portalId,
    kind: 'notice',
    channel: 'mail',
    noticeKind,
    template: nameOf(templateOf(noticeKind)),
    values: named && at !== undefined ? { [named]: new Date(at).toISOString() } : {},
    preparedAt: now,
    dueAt: now,
  });
}

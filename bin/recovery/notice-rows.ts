import type { Entry, EntryInputOf } from '../../books/entry.ts';
import { caseFileOf, type DecisionSources } from './decided-rows.ts';
import { listEvidence } from './staff-rows.ts';

/**
 * A notice that was sent: it is not sent again. Its template's values are not in the entry; nobody fills in a notice that has left. One that
 * was prepared after the backup and had not left is gone: what the applicant would have been told, the state of the case says.
 */
export async function rebuildNoticeSent(
  sources: DecisionSources,
  entry: EntryInputOf<'notice.sent'>,
): Promise<void> {
  await listEvidence(sources, entry as Entry);
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const { dispatch, noticeKind, channel, template } = entry.data;
  await sources.client.query(
    `insert into dispatches (id, case_id, portal_id, kind, channel, notice_kind, template, template_values,
       state, attempts, prepared_at, sent_at)
     values ($1, $2, $3, 'notice', $4, $5, $6, '{}', 'sent', 1, $7, $7)
     on conflict (id) do update set state = 'sent', sent_at = excluded.sent_at, next_attempt_at = null,
       failure = null`,
    [dispatch, row.id, row.portalId, channel, noticeKind, template, entry.at],
  );
}

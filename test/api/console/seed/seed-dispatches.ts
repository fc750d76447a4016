import type { OfficeDatabase } from '../../../../db/office-database.ts';
import { dispatches } from '../../../../db/schema/dispatch.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { CASE_PLANS, SEED_NOW } from './case-plans.ts';

const minutes = (count: number): Date => new Date(SEED_NOW.getTime() + count * 60_000);

/** Mails and events of the invented cases: some failed, some wait, one was sent. */
export async function seedDispatches(owner: OfficeDatabase): Promise<void> {
  const of = (index: number) => ({
    id: uuidV7(),
    caseId: CASE_PLANS[index]?.id ?? null,
    portalId: 'sample-portal',
    preparedAt: minutes(-90),
    values: {},
  });
  const mail = { kind: 'notice', channel: 'mail' };
  const event = { kind: 'event', channel: 'webhook', template: 'event/2026-12-01' };
  const failed = { state: 'failed', attempts: 6, endedAt: minutes(-40) };
  const waits = (at: number) => ({ state: 'prepared', nextAttemptAt: minutes(at) });
  await owner.insert(dispatches).values([
    {
      ...of(0),
      ...mail,
      ...failed,
      noticeKind: 'returned',
      template: 'returned/2026-12-01',
      failure: 'answered550',
    },
    { ...of(1), ...event, ...failed, noticeKind: 'application.issued', failure: 'noConnection' },
    {
      ...of(2),
      ...mail,
      ...waits(5),
      noticeKind: 'issued',
      template: 'issued/2026-12-01',
      attempts: 2,
      failure: 'timeout',
    },
    { ...of(1), ...event, ...waits(1), noticeKind: 'application.review' },
    {
      ...of(2),
      ...mail,
      state: 'sent',
      sentAt: minutes(-60),
      noticeKind: 'received',
      template: 'received/2026-12-01',
    },
  ]);
}

import type { OfficeDatabase } from '../office-database.ts';
import { isAfter, numbersOf } from './portal-events.ts';

interface Order {
  readonly id: string;
  readonly portalId: string | null;
  readonly after: string | null;
  readonly dispatchId: string | null;
}

const OPEN = `select id, portal_id as "portalId", after, dispatch_id as "dispatchId" from dispatch_repeats
where applied_at is null order by asked_at limit 20`;

/** Events without a place in the queue, from before the webhook was set, get one; the others begin anew. */
const EVENTS_AGAIN = `with applied as (
  update dispatch_repeats set applied_at = $1 where id = $2 and applied_at is null returning portal_id
)
insert into dispatches (id, case_id, portal_id, kind, channel, notice_kind, template, template_values, state, prepared_at,
  next_attempt_at)
select e.id, e.case_id, e.portal_id, 'event', 'webhook', e.kind, 'event/2026-12-01', '{}', 'prepared', $1, $1
from portal_events e
join portal_webhooks w on w.portal_id = e.portal_id and w.removed_at is null
where e.portal_id = (select portal_id from applied) and ${isAfter(3)}
order by e.position
on conflict (id) do update set state = 'prepared', attempts = 0, next_attempt_at = $1, failure = null, ended_at = null`;

const ONE_AGAIN = `with applied as (
  update dispatch_repeats set applied_at = $1 where id = $2 and applied_at is null returning dispatch_id
)
update dispatches set state = 'prepared', attempts = 0, next_attempt_at = $1, ended_at = null
where id = (select dispatch_id from applied) and state = 'failed' and channel in ('mail', 'webhook')`;

/** Carries out orders to send again, each once: the order and what it does are one statement. */
export async function applyRepeats({ $client }: OfficeDatabase, now: Date): Promise<void> {
  const { rows } = await $client.query<Order>(OPEN);
  for (const { id, after, dispatchId } of rows) {
    await (dispatchId === null
      ? $client.query(EVENTS_AGAIN, [now, id, ...numbersOf(after ?? '')])
      : $client.query(ONE_AGAIN, [now, id]));
  }
}

import type pg from 'pg';

/**
 * The database may count again what it counted before it was restored: places that portals hold are of another count from now
 * on, and portals are told everything once more. What a dump brought from another count is before all of this one.
 */
export async function countEventsAnew(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await client.query(`update portal_event_epoch
    set epoch = greatest(epoch + 1, floor(extract(epoch from clock_timestamp()))::bigint)`);
  await client.query(
    `update portal_events set transaction = '0' where transaction > pg_current_xact_id()`,
  );
}

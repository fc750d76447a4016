import type { OfficeDatabase } from '../office-database.ts';

/** An event as its portal is told it. */
export interface PortalEvent {
  readonly id: string;
  /** Its place among the events of the portal; opaque. */
  readonly position: string;
  readonly kind: string;
  readonly applicationId: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What an event's place looks like: the transaction of the step, and its number in it. */
export const POSITION = /^(0|[1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,17})$/;

/** Before every event. */
export const BEGINNING = '0.0';

/** Reading what portals are told. */
export interface PortalEvents {
  /**
   * Events of a portal after a place, in the order of their places.
   *
   * A step gets its number before it is committed, so a later number may be seen first. What is read here is therefore only
   * what no transaction under way can come before: places count transactions first, and of those only the ones that every
   * transaction still running is younger than.
   */
  after(
    portalId: string,
    position: string,
    limit: number,
  ): Promise<{ readonly events: readonly PortalEvent[]; readonly hasMore: boolean }>;
}

const EVENT_COLUMNS = `e.id, e.transaction || '.' || e.position as position, e.kind, e.case_id as "applicationId", e.at, e.data`;

const AFTER = `select ${EVENT_COLUMNS} from portal_events e
where e.portal_id = $1 and (e.transaction, e.position) > ($2::xid8, $3::bigint)
  and e.transaction < pg_snapshot_xmin(pg_current_snapshot())
order by e.transaction, e.position limit $4`;

/** A place as the two numbers it is made of. @throws RangeError of what is no place */
export function numbersOf(position: string): readonly [string, string] {
  const [, transaction, number] = POSITION.exec(position) ?? [];
  if (transaction === undefined || number === undefined) throw new RangeError('no place of events');
  return [transaction, number];
}

/** The events in the office database. */
export const createPortalEvents = ({ $client }: OfficeDatabase): PortalEvents => ({
  async after(portalId, position, limit) {
    const { rows } = await $client.query<PortalEvent>({
      name: 'portal-events',
      text: AFTER,
      values: [portalId, ...numbersOf(position), limit + 1],
    });
    return { events: rows.slice(0, limit), hasMore: rows.length > limit };
  },
});

/** An event as it is sent, in an answer and in a webhook alike. */
export const eventView = ({ at, ...event }: PortalEvent) => ({ ...event, at: at.toISOString() });

/** One event, as it is sent. */
export async function findEvent(
  { $client }: OfficeDatabase,
  id: string,
): Promise<ReturnType<typeof eventView> | undefined> {
  const text = `select ${EVENT_COLUMNS} from portal_events e where e.id = $1`;
  const { rows } = await $client.query<PortalEvent>({ name: 'portal-event', text, values: [id] });
  return rows[0] && eventView(rows[0]);
}

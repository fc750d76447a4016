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

/**
 * What an event's place looks like: since when transactions count, the transaction of the step, and its number in it. After a
 * recovery they count from another instant, and a place of before is before every event.
 */
export const POSITION = /^(?:0\.0|([1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,17}))$/;

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

const EPOCH = '(select epoch from portal_event_epoch)';

/** Whether an event is after a place, whose three numbers are parameters from this one on. */
export const isAfter = (first: number): string => {
  const number = (n: number, type: string): string =>
    `case when $${first}::bigint = ${EPOCH} then $${first + n}::${type} else '0'::${type} end`;
  return `(e.transaction, e.position) > (${number(1, 'xid8')}, ${number(2, 'bigint')})`;
};

const EVENT_COLUMNS = `e.id, ${EPOCH} || '.' || e.transaction || '.' || e.position as position, e.kind, e.case_id as "applicationId", e.at, e.data`;

const AFTER = `select ${EVENT_COLUMNS} from portal_events e
where e.portal_id = $1 and ${isAfter(2)}
  and e.transaction < pg_snapshot_xmin(pg_current_snapshot())
order by e.transaction, e.position limit $5`;

/** A place as the three numbers it is made of. @throws RangeError of what is no place */
export function numbersOf(position: string): readonly [string, string, string] {
  const found = POSITION.exec(position);
  if (!found) throw new RangeError('no place of events');
  const [, epoch = '0', transaction = '0', number = '0'] = found;
  return [epoch, transaction, number];
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

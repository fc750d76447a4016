import type { OfficeDatabase } from '../office-database.ts';

/** Channels that the dispatch-worker carries; letters go with their lots. */
export type CarriedChannel = 'mail' | 'webhook';

/** A dispatch that is due. */
export interface DueDispatch {
  readonly id: string;
  readonly channel: CarriedChannel;
  /** Sendings that failed so far. */
  readonly attempts: number;
}

/** A dispatch as it is carried. */
export interface Carried extends DueDispatch {
  readonly caseId: string | null;
  readonly portalId: string;
  readonly noticeKind: string;
  readonly template: string;
  readonly values: Readonly<Record<string, string | number | null>>;
  readonly preparedAt: Date;
}

/**
 * An event waits for those before it of its case until they were posted or given up. Where many wait, each portal has a few of
 * each channel on their way at a time: one whose receiver hangs holds up no other.
 */
const IS_NEXT = `not exists (
  select from portal_events mine
  join portal_events before on before.case_id = mine.case_id and before.position < mine.position
  join dispatches earlier on earlier.id = before.id and earlier.state = 'prepared'
  where mine.id = d.id)`;

const DUE = `select id, channel, attempts from (
  select d.id, d.channel, d.attempts,
    row_number() over (partition by d.portal_id, d.channel order by d.next_attempt_at, d.id) as place
  from dispatches d
  where d.state = 'prepared' and d.channel in ('mail', 'webhook') and d.next_attempt_at <= $1 and ${IS_NEXT}
) due where place <= $2`;

/** Dispatches that are due now, at most so many of a portal and channel. */
export async function dueDispatches(
  { $client }: OfficeDatabase,
  now: Date,
  perPortal: number,
): Promise<readonly DueDispatch[]> {
  const values = [now, perPortal];
  const { rows } = await $client.query<DueDispatch>({ name: 'due-dispatches', text: DUE, values });
  return rows;
}

const FIND = `select d.id, d.channel, d.attempts, d.case_id as "caseId", d.portal_id as "portalId",
  d.notice_kind as "noticeKind", d.template, d.template_values as values, d.prepared_at as "preparedAt"
from dispatches d
where d.id = $1 and d.state = 'prepared' and d.channel in ('mail', 'webhook') and d.next_attempt_at <= $2 and ${IS_NEXT}`;

/** A dispatch, if it is still due: a job of a queue says nothing about that. */
export async function findDue(
  { $client }: OfficeDatabase,
  id: string,
  now: Date,
): Promise<Carried | undefined> {
  const { rows } = await $client.query<Carried>({
    name: 'find-due',
    text: FIND,
    values: [id, now],
  });
  return rows[0];
}

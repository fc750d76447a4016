import { uuidV7 } from '../uuid.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** A dispatch as the console shows it: codes and instants. */
export interface ShownDispatch {
  readonly id: string;
  readonly caseId: string | null;
  readonly portalId: string;
  readonly channel: string;
  readonly noticeKind: string;
  readonly template: string;
  readonly state: string;
  readonly attempts: number;
  readonly preparedAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly failure: string | null;
  /** Somebody ordered it once more, and the dispatch-worker has not seen that yet. */
  readonly isOrdered: boolean;
}

/** How many dispatches lie parked, and the oldest of them. */
export interface FailedDispatches {
  readonly count: number;
  readonly since: Date | null;
}

const COLUMNS = `d.id, d.case_id as "caseId", d.portal_id as "portalId", d.channel, d.notice_kind as "noticeKind", d.template,
  d.state, d.attempts, d.prepared_at as "preparedAt", d.next_attempt_at as "nextAttemptAt", d.sent_at as "sentAt", d.failure,
  exists (select from dispatch_repeats r where r.dispatch_id = d.id and r.applied_at is null) as "isOrdered"`;

/** Dispatches that a page shows at most. */
export const DISPATCHES_SHOWN = 100;

const FAILED = `select ${COLUMNS} from dispatches d where d.state = 'failed'
order by d.ended_at desc, d.id limit ${DISPATCHES_SHOWN}`;

const DUE = `select ${COLUMNS} from dispatches d where d.state = 'prepared'
order by d.next_attempt_at nulls last, d.id limit ${DISPATCHES_SHOWN}`;

const OF_CASE = `select ${COLUMNS} from dispatches d where d.case_id = $1
order by d.prepared_at desc, d.id desc limit ${DISPATCHES_SHOWN}`;

const COUNT = `select count(*)::int as count, min(ended_at) as since
from (select ended_at from dispatches where state = 'failed' limit 1000) failed`;

const ORDER = `insert into dispatch_repeats (id, dispatch_id, officer_id, asked_at)
select $1, d.id, $3, $4 from dispatches d
where d.id = $2 and d.state = 'failed' and d.channel in ('mail', 'webhook')
  and not exists (select from dispatch_repeats r where r.dispatch_id = d.id and r.applied_at is null)`;

/** What leaves the house, for the console. */
export function prepareDispatches({ $client }: OfficeDatabase) {
  const rowsOf = async (name: string, text: string, values: unknown[] = []) =>
    (await $client.query<ShownDispatch>({ name: `console_dispatches_${name}`, text, values })).rows;
  return {
    failed: (): Promise<ShownDispatch[]> => rowsOf('failed', FAILED),
    due: (): Promise<ShownDispatch[]> => rowsOf('due', DUE),
    ofCase: (caseId: string): Promise<ShownDispatch[]> => rowsOf('case', OF_CASE, [caseId]),
    async countFailed(): Promise<FailedDispatches> {
      const { rows } = await $client.query<FailedDispatches>(COUNT);
      return rows[0] ?? { count: 0, since: null };
    },
    /** Orders a failed one to be sent once more. @returns false where it is not failed, or ordered already */
    async order(dispatchId: string, officerId: string, at: Date): Promise<boolean> {
      const { rowCount } = await $client.query(ORDER, [uuidV7(), dispatchId, officerId, at]);
      return rowCount === 1;
    },
  };
}

/** Dispatches as the console asks for them. */
export type Dispatches = ReturnType<typeof prepareDispatches>;

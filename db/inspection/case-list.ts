import { eq, sql, type SQL } from 'drizzle-orm';
import { openStates } from '../../domain/application/application-state.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications as cases } from '../schema/application.ts';
import { portals } from '../schema/governance.ts';

/** Which cases a list shows. */
export type CaseView = 'open' | 'jlis' | 'review' | 'returned' | 'issued' | 'all';

const STATES_OF = {
  open: openStates,
  jlis: ['waiting'],
  review: ['review'],
  returned: ['returned'],
} as const satisfies Partial<Record<CaseView, readonly string[]>>;

/** What a list shows of a case: the least that tells cases apart. */
export interface ListedCase {
  readonly id: string;
  readonly state: string;
  readonly edition: number;
  readonly identityRoute: string;
  readonly keyDelivery: string;
  readonly ruleSetId: string;
  readonly notHolding: readonly string[];
  readonly receivedAt: Date;
  /** Whose clock runs, see `TURNS`. */
  readonly turn: number;
  readonly stateDeadline: Date | null;
  /** What the list is ordered by: a deadline, the next attempt of the machine, or the end of the case. */
  readonly orderedBy: Date;
  readonly changedAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly closedAt: Date | null;
  readonly portalName: string | null;
  readonly chainId: string;
  readonly nameSealed: Buffer;
}

/** Where the next page begins: behind this case. */
export interface CaseCursor {
  readonly turn: number;
  readonly at: Date;
  readonly id: string;
}

/** Whose clock runs: staff have a deadline, the machine goes on by itself, the applicant has to answer. */
export const TURNS = { staff: 0, machine: 1, applicant: 2 } as const;

/** A stretch of the UUIDs in which a piece of an application number can lie. */
export interface NumberRange {
  readonly from: string;
  readonly to: string;
  /** Last digits of the number, if they were given. */
  readonly ending: string;
}

const orderedBy = sql`coalesce(${cases.stateDeadline}, ${cases.nextAttemptAt}, ${cases.caseDeadline})`;
const turn = sql<number>`(case when ${cases.state} in ('returned', 'keyDelivery') then 2
  when ${cases.stateDeadline} is null then 1 else 0 end)`;

const columns = {
  id: cases.id,
  state: cases.state,
  edition: cases.edition,
  identityRoute: cases.identityRoute,
  keyDelivery: cases.keyDelivery,
  ruleSetId: cases.ruleSetId,
  notHolding: cases.notHolding,
  receivedAt: cases.receivedAt,
  turn,
  stateDeadline: cases.stateDeadline,
  orderedBy: orderedBy.mapWith(cases.caseDeadline),
  changedAt: cases.changedAt,
  nextAttemptAt: cases.nextAttemptAt,
  closedAt: cases.closedAt,
  portalName: portals.name,
  chainId: cases.chainId,
  nameSealed: cases.nameSealed,
};

const given = sql.placeholder;
const FIRST = {
  byDeadline: {
    turn: 0,
    at: new Date(0),
    id: '00000000-0000-0000-0000-000000000000',
  },
  newest: {
    turn: 0,
    at: new Date('9999-01-01T00:00:00Z'),
    id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  },
} as const satisfies Record<string, CaseCursor>;

const prepareByDeadline = (db: OfficeDatabase) =>
  db
    .select(columns)
    .from(cases)
    .leftJoin(portals, eq(portals.id, cases.portalId))
    .where(
      sql`${cases.state} = any(${given('states')}) and (${turn}, ${orderedBy}, ${cases.id})
        > (${given('turn')}::integer, ${given('at')}::timestamptz, ${given('id')}::uuid)`,
    )
    .orderBy(turn, orderedBy, cases.id)
    .limit(given('limit'))
    .prepare('console_cases_by_deadline');

const prepareNewest = (db: OfficeDatabase, name: string, only: SQL) =>
  db
    .select(columns)
    .from(cases)
    .leftJoin(portals, eq(portals.id, cases.portalId))
    .where(
      sql`${only} and (${cases.receivedAt}, ${cases.id})
        < (${given('at')}::timestamptz, ${given('id')}::uuid)`,
    )
    .orderBy(sql`${cases.receivedAt} desc`, sql`${cases.id} desc`)
    .limit(given('limit'))
    .prepare(name);

const prepareByNumber = (db: OfficeDatabase) =>
  db
    .select(columns)
    .from(cases)
    .leftJoin(portals, eq(portals.id, cases.portalId))
    .where(
      sql`${cases.id} between ${given('from')}::uuid and ${given('to')}::uuid
        and ${cases.id}::text like '%' || ${given('ending')}::text`,
    )
    .orderBy(cases.id)
    .limit(given('limit'))
    .prepare('console_cases_by_number');

/** Lists of cases, a page at a time, each beginning behind the last row of the page before. */
export function prepareCaseList(db: OfficeDatabase) {
  const byDeadline = prepareByDeadline(db);
  const issued = prepareNewest(db, 'console_cases_issued', sql`${cases.state} = 'issued'`);
  const all = prepareNewest(db, 'console_cases_all', sql`true`);
  const byNumber = prepareByNumber(db);
  const counted = db
    .select({ state: cases.state, count: sql<number>`count(*)::integer` })
    .from(cases)
    .where(sql`${cases.state} = any(${given('states')})`)
    .groupBy(cases.state)
    .prepare('console_cases_counted');

  return {
    /** Open cases by whose turn it is and deadline; issued and all by receipt, newest first. */
    list(view: CaseView, limit: number, after?: CaseCursor): Promise<ListedCase[]> {
      if (view === 'issued') return issued.execute({ limit, ...(after ?? FIRST.newest) });
      if (view === 'all') return all.execute({ limit, ...(after ?? FIRST.newest) });
      const states = [...STATES_OF[view]];
      return byDeadline.execute({ limit, states, ...(after ?? FIRST.byDeadline) });
    },

    /** Cases whose number lies in the range and ends as given. */
    find(range: NumberRange, limit: number): Promise<ListedCase[]> {
      return byNumber.execute({ limit, ...range });
    },

    /** How many open cases there are, by state. Closed ones are too many to be counted for a page. */
    async countOpen(): Promise<ReadonlyMap<string, number>> {
      const rows = await counted.execute({ states: [...openStates] });
      return new Map(rows.map(({ state, count }) => [state, count]));
    },
  };
}

/** Lists of cases as the console asks for them. */
export type CaseList = ReturnType<typeof prepareCaseList>;

import type { OfficeDatabase } from '../office-database.ts';
import {
  BEGINNINGS,
  HELD,
  IN_REVIEW,
  LONG_IN_CHECKING,
  pageStatement,
  type QueueView,
  type SharedView,
  type Statement,
} from './queue-statements.ts';

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
  readonly stateDeadline: Date | null;
  readonly nextAttemptAt: Date | null;
  readonly changedAt: Date;
  readonly closedAt: Date | null;
  /** What the list is ordered by: a deadline, the next attempt of the machine, the end of the case. */
  readonly orderedBy: Date;
  readonly chainId: string;
  readonly nameSealed: Buffer;
  readonly portalName: string | null;
  /** Who holds the case, while the lease runs. */
  readonly holderId: string | null;
  readonly holderName: string | null;
  readonly leaseUntil: Date | null;
  /** Until when the holder has put it aside. */
  readonly holdUntil: Date | null;
  readonly holdReason: string | null;
}

/** Where the next page begins: behind this case. */
export interface CaseCursor {
  readonly at: Date;
  readonly id: string;
}

/** Before the first case of a list by deadline. */
const FIRST: CaseCursor = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** Before the first case of a list that has the newest first. */
export const NEWEST: CaseCursor = {
  at: new Date('9999-01-01T00:00:00Z'),
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** Which page of the queue. */
export interface QueuePage {
  readonly view: QueueView;
  /** Whose cases `mine` are. */
  readonly officerId: string;
  readonly now: Date;
  readonly limit: number;
  readonly after?: CaseCursor | undefined;
}

/** The beginning of each view, in the order of its list; of a view of `COUNTED_MAX` there may be more. */
export interface QueueSnapshot {
  readonly shared: ReadonlyMap<SharedView, readonly string[]>;
  /** By officer. */
  readonly held: ReadonlyMap<string, readonly string[]>;
}

function grouped<K>(rows: readonly { readonly key: K; readonly id: string }[]): Map<K, string[]> {
  const groups = new Map<K, string[]>();
  for (const { key, id } of rows) groups.set(key, [...(groups.get(key) ?? []), id]);
  return groups;
}

/** The queue: pages of its views, what they begin with, and what has to be counted on every page. */
export function prepareQueue({ $client }: OfficeDatabase) {
  const rowsOf = async <T extends object>(of: Statement, values: unknown[] = []): Promise<T[]> =>
    (await $client.query<T>({ ...of, values })).rows;

  return {
    /** A page by deadline; what is done, by when it was closed, newest first. */
    list({ view, officerId, now, limit, after }: QueuePage): Promise<ListedCase[]> {
      const { at, id } = after ?? (view === 'done' ? NEWEST : FIRST);
      const values = view === 'mine' ? [now, at, id, officerId] : [now, at, id];
      return rowsOf<ListedCase>(pageStatement(view, limit), values);
    },

    /** What every view begins with, and what these people hold. Bounded, however many cases there are. */
    async snapshot(now: Date, officerIds: readonly string[]): Promise<QueueSnapshot> {
      const [shared, held] = await Promise.all([
        rowsOf<{ view: SharedView; id: string }>(BEGINNINGS, [now]),
        rowsOf<{ officerId: string; id: string }>(HELD, [now, officerIds]),
      ]);
      return {
        shared: grouped(shared.map(({ view, id }) => ({ key: view, id }))),
        held: grouped(held.map(({ officerId, id }) => ({ key: officerId, id }))),
      };
    },

    /** How many cases are in review, up to `COUNTED_MAX`. */
    countReview: async (): Promise<number> => (await rowsOf(IN_REVIEW)).length,

    /** How many cases have been checked since then, or longer, up to `COUNTED_MAX`. */
    countChecking: async (since: Date): Promise<number> =>
      (await rowsOf(LONG_IN_CHECKING, [since])).length,
  };
}

/** The queue as the console asks for it. */
export type Queue = ReturnType<typeof prepareQueue>;

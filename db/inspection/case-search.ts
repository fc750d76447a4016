import type { OfficeDatabase } from '../office-database.ts';
import { NEWEST, type CaseCursor, type ListedCase } from './queue.ts';
import { listed, type Statement } from './queue-statements.ts';

/** A stretch of the UUIDs in which a piece of an application number can lie. */
export interface NumberRange {
  readonly from: string;
  readonly to: string;
  /** Last digits of the number, if they were given. */
  readonly ending: string;
}

/** By what cases are found. Never by name: names are sealed (docs/decisions). */
export type CaseQuery =
  | { readonly by: 'number'; readonly range: NumberRange }
  | { readonly by: 'serial'; readonly serialNumber: string }
  | { readonly by: 'received'; readonly from: Date; readonly until: Date }
  | { readonly by: 'portal'; readonly portalId: string; readonly from: Date; readonly until: Date };

/** Which part of what is found. */
export interface SearchPage {
  readonly now: Date;
  readonly limit: number;
  readonly after?: CaseCursor | undefined;
}

/** A portal that cases come from. */
export interface NamedPortal {
  readonly id: string;
  readonly name: string;
}

/** Portals that are looked through for one that was typed; there are dozens. */
const PORTALS_MAX = 500;

const NEWEST_FIRST = 'c.ordered_by desc, c.id desc';

/** `$2` and `$3`: where the page begins; `$4` and `$5`: from when until when, not included. */
const received = (limit: number, only = ''): string => `
  select c.*, c.received_at as ordered_by from certificate_applications c
  where ${only} c.received_at >= $4::timestamptz and c.received_at < $5::timestamptz
    and (c.received_at, c.id) < ($2::timestamptz, $3::uuid)
  order by c.received_at desc, c.id desc limit ${limit}`;

const SOURCES: Readonly<Record<CaseQuery['by'], (limit: number) => string>> = {
  number: (limit) => `
  select c.*, c.received_at as ordered_by from certificate_applications c
  where c.id between $2::uuid and $3::uuid and ($4 = '' or c.id::text like '%' || $4)
  order by c.id limit ${limit}`,
  serial: (limit) => `
  select a.*, a.received_at as ordered_by
  from (select case_id from orders where serial_number = $2 limit ${limit}) o
  cross join lateral (
    select * from certificate_applications a where a.id = o.case_id limit 1) a`,
  received: (limit) => received(limit),
  portal: (limit) => received(limit, 'c.portal_id = $6 and'),
};

/** The statement that finds; its limit is part of the text, as in the queue. */
export const searchStatement = (by: CaseQuery['by'], limit: number): Statement => ({
  name: `console_search_${by}_${limit}`,
  text: listed(SOURCES[by](limit), `${NEWEST_FIRST} limit ${limit}`),
});

function valuesOf(query: CaseQuery, { at, id }: CaseCursor): unknown[] {
  if (query.by === 'number') return [query.range.from, query.range.to, query.range.ending];
  if (query.by === 'serial') return [query.serialNumber];
  const period = [at, id, query.from, query.until];
  return query.by === 'portal' ? [...period, query.portalId] : period;
}

/** Finding cases by what stands beside them in the clear. */
export function prepareCaseSearch({ $client }: OfficeDatabase) {
  return {
    /** Cases that a query finds, newest first. */
    async find(query: CaseQuery, { now, limit, after }: SearchPage): Promise<ListedCase[]> {
      const values = [now, ...valuesOf(query, after ?? NEWEST)];
      const of = searchStatement(query.by, limit);
      return (await $client.query<ListedCase>({ ...of, values })).rows;
    },

    /** Every portal, by name. */
    async portals(): Promise<NamedPortal[]> {
      const { rows } = await $client.query<NamedPortal>({
        name: 'console_portals',
        text: `select id, name from portals order by name, id limit ${PORTALS_MAX}`,
      });
      return rows;
    },
  };
}

/** Finding cases as the console asks for it. */
export type CaseSearch = ReturnType<typeof prepareCaseSearch>;

import type pg from 'pg';

/** A statement as a program sent it. */
export interface SentStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** How many rows a statement read from tables and indexes, and how many came out of it. */
export interface RowsRead {
  readonly name: string;
  readonly plan: (typeof PLANS)[number];
  readonly read: number;
  readonly shown: number;
}

/** With the values known, and as the server plans a prepared statement once for all values. */
const PLANS = ['force_custom_plan', 'force_generic_plan'] as const;

/** The most rows that a statement may read for one that it gives. */
export const READ_FOR_ONE = 10;

/** Whether a statement reads no more than it may; one that finds nothing may look as far as one row. */
export const isFrugal = ({ read, shown }: RowsRead): boolean =>
  read <= READ_FOR_ONE * Math.max(1, shown);

/** Runs `act` and tells the queries that went through the pool meanwhile, each once. */
export async function sentDuring(
  pool: pg.Pool,
  act: () => Promise<unknown>,
): Promise<SentStatement[]> {
  const sent = new Map<string, SentStatement>();
  const own = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    const [query, values] = args as [
      { name?: string; text: string; values?: unknown[] },
      unknown[],
    ];
    const { name = '', text } = query;
    if (/^\s*\(?\s*(select|with)\b/i.test(text)) {
      sent.set(text, { name, text, values: query.values ?? values ?? [] });
    }
    return own(...args);
  };
  Object.assign(pool, { query: watched });
  try {
    await act();
  } finally {
    Object.assign(pool, { query: own });
  }
  return [...sent.values()];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Nodes that take rows out of tables; what a bitmap index scan finds its heap scan takes. */
const TAKES = /^(Seq|Index|Index Only|Bitmap Heap|Tid|Sample) Scan$/;

/** Dozens of rows that lie in one page: PostgreSQL reads them whole rather than an index, and is right. */
const REGISTERS = ['officers', 'portals'];

/** Rows of cases that a plan took out of tables, also those that it threw away. */
export function rowsTaken(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, plan) => sum + rowsTaken(plan), 0);
  if (!TAKES.test(node['Node Type'])) return below;
  if (REGISTERS.includes(node['Relation Name'] ?? '')) return below;
  const each =
    node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return below + Math.round(each * node['Actual Loops']);
}

function literalOf(client: pg.PoolClient, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return client.escapeLiteral(value.toISOString());
  if (Array.isArray(value)) {
    const members = value
      .map((member: unknown) => (member instanceof Date ? member.toISOString() : String(member)))
      .map((member) => `"${member.replaceAll(/["\\]/g, '\\$&')}"`);
    return client.escapeLiteral(`{${members.join(',')}}`);
  }
  if (typeof value === 'string') return client.escapeLiteral(value);
  return client.escapeLiteral(JSON.stringify(value));
}

/** Runs a statement again with EXPLAIN, with both kinds of plans. */
export async function rowsReadBy(pool: pg.Pool, sent: SentStatement): Promise<RowsRead[]> {
  const client = await pool.connect();
  try {
    await client.query(`prepare explained as ${sent.text}`);
    const values = sent.values.map((value) => literalOf(client, value)).join(', ');
    const execute = values === '' ? 'execute explained' : `execute explained(${values})`;
    const found: RowsRead[] = [];
    for (const plan of PLANS) {
      await client.query(`set plan_cache_mode = ${plan}`);
      const { rows } = await client.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
        `explain (analyze, format json) ${execute}`,
      );
      const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
      if (!root) throw new Error(`no plan of ${sent.name}`);
      const shown = root['Actual Rows'];
      found.push({ name: sent.name || sent.text, plan, read: rowsTaken(root), shown });
    }
    return found;
  } finally {
    await client.query('reset plan_cache_mode');
    await client.query('deallocate all');
    // The named statements of this connection are gone with it.
    client.release(true);
  }
}

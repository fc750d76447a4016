import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** The office database through drizzle; `$client` is the pool. */
export type OfficeDatabase = NodePgDatabase & { $client: pg.Pool };

/** What queries run on: the database itself, or the transaction of an act. */
export type Queryable = Pick<
  NodePgDatabase,
  'select' | 'insert' | 'update' | 'delete' | 'execute' | 'selectDistinct' | 'selectDistinctOn'
>;

/** Opens a pool. `max` connections; idle ones never keep the program alive. */
export function openOfficeDatabase(url: string, max = 10): OfficeDatabase {
  const pool = new pg.Pool({ connectionString: url, max, allowExitOnIdle: false });
  // A connection that breaks while idle is replaced at the next query; without a listener it would
  // end the program.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return drizzle(pool);
}

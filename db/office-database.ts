import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { BookFence } from './books/book-fence.ts';

/**
 * The office database through drizzle; `$client` is the pool. A transaction begins by asserting what the
 * fence knows; statements that write without one carry the condition themselves.
 */
export type OfficeDatabase = NodePgDatabase & { $client: pg.Pool; readonly fence: BookFence };

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
  return fenced(drizzle(pool), new BookFence());
}

function fenced(db: NodePgDatabase & { $client: pg.Pool }, fence: BookFence): OfficeDatabase {
  const begin = db.transaction.bind(db);
  const transaction: typeof db.transaction = (act, config) =>
    begin(async (tx) => {
      await fence.assertIn(tx);
      return act(tx);
    }, config);
  return Object.assign(db, { fence, transaction });
}

import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';

/** Runs an act in one transaction: it is committed when the work is done, and undone if it throws. */
export type InTransaction<S> = <T>(work: (statements: S) => Promise<T>) => Promise<T>;

/**
 * Transactions on connections of a pool, each with its own prepared statements. Building the SQL of an
 * act costs more than running it (measured: three times), so it is built once a connection.
 *
 * @param prepare makes the statements; their names must be unique within a connection
 */
export function preparedTransactions<S>(
  pool: pg.Pool,
  prepare: (connection: NodePgDatabase) => S,
): InTransaction<S> {
  const known = new WeakMap<pg.PoolClient, S>();
  const statementsOf = (client: pg.PoolClient): S => {
    const found = known.get(client);
    if (found !== undefined) return found;
    const made = prepare(drizzle(client));
    known.set(client, made);
    return made;
  };
  return async (work) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(statementsOf(client));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot even undo is thrown away, and the server undoes for it.
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  };
}

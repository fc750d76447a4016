import { eq, sql } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { officers } from '../schema/governance.ts';

/** An account of somebody on staff, with the person whose it is. */
export interface Account {
  readonly id: string;
  /** Names of the roles that the account holds: in one of them its holder acts. */
  readonly roles: readonly string[];
  /** By a code: two accounts of one person count as one (N13). */
  readonly person: string;
  /** Names of the roles of all accounts of the person: what nobody may hold together is judged by them. */
  readonly personRoles: readonly string[];
}

/** The roles of all accounts of the person of a row of `officers`. */
const personRoles = sql<string[]>`array(
  select distinct held.role from officers own, unnest(own.roles) held(role)
  where own.person = "officers"."person" order by held.role)`;

/** Columns of an account, in a query of `officers`. */
export const accountColumns = {
  id: officers.id,
  roles: officers.roles,
  person: officers.person,
  personRoles,
};

/** An account by its id, as of now; undefined if there is none. */
export async function findAccount(db: Queryable, id: string): Promise<Account | undefined> {
  const [account] = await db.select(accountColumns).from(officers).where(eq(officers.id, id));
  return account;
}

/** The person behind an account; an account that nobody registered is one person for itself. */
export const personOf = async (db: Queryable, id: string): Promise<string> =>
  (await findAccount(db, id))?.person ?? id;

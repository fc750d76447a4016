import { sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { accountColumns, type Account } from '../governance/accounts.ts';
import { officers } from '../schema/governance.ts';

/** A member of staff as pages name them: an account, with its person. */
export interface StaffMember extends Account {
  readonly name: string;
}

/** Columns of a member of staff, in a query of `officers`. */
export const staffColumns = { ...accountColumns, name: officers.name };

/** Who holds a role. */
export function prepareStaff(db: OfficeDatabase) {
  const everyone = db
    .select(staffColumns)
    .from(officers)
    .orderBy(sql`${officers.id}`)
    .prepare('console_staff');
  return (): Promise<StaffMember[]> => everyone.execute();
}

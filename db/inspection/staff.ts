import { sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { officers } from '../schema/governance.ts';

/** A member of staff as pages name them. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Who holds a role. */
export function prepareStaff(db: OfficeDatabase) {
  const everyone = db
    .select({ id: officers.id, name: officers.name, roles: officers.roles })
    .from(officers)
    .orderBy(sql`${officers.id}`)
    .prepare('console_staff');
  return (): Promise<StaffMember[]> => everyone.execute();
}

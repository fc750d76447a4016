import { eq } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { ownCases } from '../schema/governance.ts';

/** Officers who may not act on a case, because it is their own or of their household (N12). */
export const createOwnCases =
  (db: Queryable) =>
  async (caseId: string): Promise<string[]> => {
    const rows = await db
      .select({ officerId: ownCases.officerId })
      .from(ownCases)
      .where(eq(ownCases.caseId, caseId));
    return rows.map(({ officerId }) => officerId);
  };

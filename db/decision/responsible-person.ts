import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { dutyRoster, officers } from '../schema/governance.ts';

/** 責任を有する者 on duty at an instant, as entries name them (規則12条1項1号ニ). */
export async function responsiblePerson(
  db: Queryable,
  at: Date,
): Promise<{ id: string; nameCommitment: string } | undefined> {
  const [row] = await db
    .select({ id: officers.id, nameCommitment: officers.nameCommitment })
    .from(dutyRoster)
    .innerJoin(officers, eq(officers.id, dutyRoster.officerId))
    .where(and(lte(dutyRoster.from, at), or(isNull(dutyRoster.until), gt(dutyRoster.until, at))))
    .orderBy(desc(dutyRoster.from))
    .limit(1);
  return row;
}

import { desc, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { accessRows, officers } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';

/** A read of personal data: who, which case, which fields, why. */
export interface Reading {
  readonly at: Date;
  readonly officerId: string;
  readonly caseId: string;
  readonly fields: readonly string[];
  readonly purpose: string;
}

/** A read as the case shows it. */
export interface ReadingShown {
  readonly at: Date;
  readonly officerName: string;
  readonly purpose: string;
  readonly fields: readonly string[];
}

/** Rows of one page; the whole is in the auditor's view. */
const SHOWN_MAX = 40;

/** The record of who read personal data (規則12条1項4号ト). */
export function prepareAccess(db: OfficeDatabase) {
  const ofCase = db
    .select({
      at: accessRows.at,
      officerName: sql<string>`coalesce(${officers.name}, ${accessRows.officerId})`,
      purpose: accessRows.purpose,
      fields: accessRows.fields,
    })
    .from(accessRows)
    .leftJoin(officers, eq(officers.id, accessRows.officerId))
    .where(eq(accessRows.caseId, sql.placeholder('caseId')))
    .orderBy(desc(accessRows.at), desc(accessRows.row))
    .limit(SHOWN_MAX)
    .prepare('console_reads_of_case');

  return {
    /** Records a read. Returns when it is durable: no record, no page. */
    async record(reading: Reading): Promise<void> {
      await db.insert(accessRows).values({
        ...reading,
        row: uuidV7(reading.at.getTime()),
        fields: [...reading.fields],
      });
    },

    /** Who read this case, newest first. */
    ofCase: (caseId: string): Promise<ReadingShown[]> => ofCase.execute({ caseId }),
  };
}

/** The access record as the console asks for it. */
export type Access = ReturnType<typeof prepareAccess>;

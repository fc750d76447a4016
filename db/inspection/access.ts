import { randomBytes } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { pgTable } from 'drizzle-orm/pg-core';
import { accessRows, officers, readColumns } from '../schema/governance.ts';

/** A read of personal data: who, in which role, which case, which fields, why. */
export interface Reading {
  readonly at: Date;
  readonly officerId: string;
  readonly role: string;
  readonly caseId: string;
  /** What was read, by names; at least one. */
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

/** Reads as whoever reads writes them: which entry covers one is not theirs to say. */
const recordedReads = pgTable('access_rows', readColumns());

/** Purpose of showing the names of a list; a case does not show these, the record has them. */
export const LIST_PURPOSE = 'list';

/** As the index has it: a value would not tell the planner that the index has all that is asked. */
const LITERAL = sql.raw(`'${LIST_PURPOSE}'`);

/** Rows of one page; the whole is in the auditor's view. */
const SHOWN_MAX = 40;

/** Writing down who read personal data. */
export interface AccessRecord {
  /** Records reads, all or none. Returns when they are durable: no record, no answer. */
  record(readings: readonly Reading[]): Promise<void>;
}

/** The record in the office database; whoever writes it need not be able to read it. */
export const createAccessRecord = (db: OfficeDatabase): AccessRecord => ({
  async record(readings) {
    if (readings.length === 0) return;
    await db.insert(recordedReads).values(
      readings.map((reading) => ({
        ...reading,
        row: randomBytes(16).toString('hex'),
        fields: [...reading.fields],
      })),
    );
  },
});

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
    .where(
      sql`${accessRows.caseId} = ${sql.placeholder('caseId')}
        and ${accessRows.purpose} <> ${LITERAL}`,
    )
    .orderBy(desc(accessRows.at), desc(accessRows.row))
    .limit(SHOWN_MAX)
    .prepare('console_reads_of_case');

  return {
    ...createAccessRecord(db),

    /** Who read this case, newest first. */
    ofCase: (caseId: string): Promise<ReadingShown[]> => ofCase.execute({ caseId }),
  };
}

/** The access record as the console asks for it. */
export type Access = ReturnType<typeof prepareAccess>;

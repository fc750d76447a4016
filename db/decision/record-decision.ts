import { and, eq, inArray, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import { decisionKinds, type StaffContent } from '../../domain/decision/staff-decision.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs, decisionColumns } from '../schema/application.ts';

const recordedDecisions = pgTable('case_inputs', decisionColumns());

/** A decision of staff on its way in. */
export interface DecisionToRecord {
  /** Given by the form, so that sending it twice is deciding once. */
  readonly inputId: string;
  readonly caseId: string;
  readonly content: StaffContent;
  /** Of the assertion; of the content where there is none. */
  readonly contentSha256: string;
  readonly receivedAt: Date;
}

/** What became of a decision. */
export interface RecordedDecision {
  readonly kind: string;
  readonly actor: string;
  readonly receivedAt: Date;
  readonly appliedAt: Date | null;
  /** State of the case after it, and the code of a refusal. */
  readonly result: { readonly state?: string; readonly refused?: string } | null;
}

/** A decision that has no effect, and whose it was. */
export interface RefusedDecision {
  /** As its entry names it in `input`. */
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
}

/**
 * Decisions of staff as inputs of their case. Recorded is not decided: the act and its entry are one transaction of the
 * office-worker, which judges under the row of the case. Until then the row and the assertion are the record; with
 * Temporal away it waits, and nothing is lost.
 */
export const createDecisionInputs = (db: OfficeDatabase) => ({
  /** Records a decision once; a repeat changes nothing. */
  async record(decision: DecisionToRecord): Promise<void> {
    const { inputId, caseId, content, contentSha256, receivedAt } = decision;
    await db.transaction((tx) =>
      tx
        .insert(recordedDecisions)
        .values({
          id: inputId,
          caseId,
          kind: content.kind,
          actor: content.officer,
          contentSha256,
          content,
          receivedAt,
        })
        .onConflictDoNothing(),
    );
  },

  /** Decisions on a case that were refused, for whoever reads what happened to it. */
  async refusedOf(caseId: string): Promise<RefusedDecision[]> {
    return db
      .select({ id: caseInputs.id, kind: caseInputs.kind, actor: caseInputs.actor })
      .from(caseInputs)
      .where(
        and(
          eq(caseInputs.caseId, caseId),
          inArray(caseInputs.kind, [...decisionKinds]),
          sql`${caseInputs.result} ? 'refused'`,
        ),
      );
  },

  /** What became of a decision on a case; undefined if there is none of this id. */
  async find(caseId: string, inputId: string): Promise<RecordedDecision | undefined> {
    const [row] = await db
      .select({
        kind: caseInputs.kind,
        actor: caseInputs.actor,
        receivedAt: caseInputs.receivedAt,
        appliedAt: caseInputs.appliedAt,
        result: sql<RecordedDecision['result']>`${caseInputs.result}`,
      })
      .from(caseInputs)
      .where(and(eq(caseInputs.id, inputId), eq(caseInputs.caseId, caseId)));
    return row;
  },
});

/** Decisions as the console asks for them. */
export type DecisionInputs = ReturnType<typeof createDecisionInputs>;

import { and, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { anchoringMarks } from '../schema/anchoring.ts';

/** What is expected of the anchoring of one log. */
export interface ExpectedMark {
  readonly log: 'office' | 'enclave';
  readonly kind: 'cosigned' | 'anchored' | 'stamped';
  /** The witness; empty for other kinds. */
  readonly name: string;
}

/** A mark as it stands. */
export type AnchoringMark = typeof anchoringMarks.$inferSelect;

/** How an attempt ended. */
export type MarkOutcome = { readonly size: number } | { readonly failure: string };

/** The failure that is an alarm at once. */
const INCONSISTENT = 'CheckpointInconsistent';

/** Makes a row for each thing expected, and lays those aside that are expected no more. */
export async function expectMarks(
  db: OfficeDatabase,
  expected: readonly ExpectedMark[],
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(anchoringMarks).set({ isExpected: false });
    for (const mark of expected) {
      await tx
        .insert(anchoringMarks)
        .values({ ...mark, since: now, isExpected: true })
        .onConflictDoUpdate({
          target: [anchoringMarks.log, anchoringMarks.kind, anchoringMarks.name],
          set: { isExpected: true },
        });
    }
  });
}

/** Marks that are expected, in the order of log, kind and name. */
export const listMarks = (db: OfficeDatabase): Promise<AnchoringMark[]> =>
  db
    .select()
    .from(anchoringMarks)
    .where(eq(anchoringMarks.isExpected, true))
    .orderBy(sql`${anchoringMarks.log} desc`, anchoringMarks.kind, anchoringMarks.name);

/** Notes how an attempt ended. */
export async function noteMark(
  db: OfficeDatabase,
  { log, kind, name }: ExpectedMark,
  { outcome, now }: { readonly outcome: MarkOutcome; readonly now: Date },
): Promise<void> {
  const set =
    'size' in outcome
      ? { succeededAt: now, size: outcome.size, failure: null }
      : {
          failure: outcome.failure,
          failedAt: now,
          ...(outcome.failure === INCONSISTENT && { inconsistentAt: now }),
        };
  await db
    .update(anchoringMarks)
    .set(set)
    .where(
      and(
        eq(anchoringMarks.log, log),
        eq(anchoringMarks.kind, kind),
        eq(anchoringMarks.name, name),
      ),
    );
}

import { desc, eq, sql } from 'drizzle-orm';
import type { EvidenceReference, Run } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { reconciliations } from '../schema/reconciliation.ts';
import { uuidV7 } from '../uuid.ts';

/** A reconciliation as it stands in the books. */
export type Reconciliation = typeof reconciliations.$inferSelect;

/** What was found, on its way into the book. */
export interface Found {
  readonly day: string;
  readonly at: Date;
  /** Where the day ends. */
  readonly dayTo: Date;
  readonly equations: number;
  readonly failed: readonly string[];
  readonly figures: EvidenceReference<'reconciliationFigures'>;
  readonly run?: Run | undefined;
}

/** Key of the advisory lock under which a reconciliation is recorded. */
const LOCK_KEY = 0x7265636f;

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

/**
 * Records a reconciliation with its entry, once a day and outcome: figures move with every act, so what
 * counts as the same is the list of what differs. Found otherwise later, the same day has a second entry,
 * and the newest one counts. A look at a day that was not over does not stand for the day.
 *
 * @returns the reconciliation that stands, and whether it is new.
 */
export function recordReconciliation(
  db: OfficeDatabase,
  found: Found,
): Promise<{ readonly row: Reconciliation; readonly isNew: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
    const [before] = await tx
      .select()
      .from(reconciliations)
      .where(eq(reconciliations.day, found.day))
      .orderBy(desc(reconciliations.at))
      .limit(1);
    const isOver = (at: Date): boolean => at >= found.dayTo;
    if (before && isSame(before.failed, found.failed) && isOver(before.at) === isOver(found.at)) {
      return { row: before, isNew: false };
    }
    const { day, at, equations, failed, figures, run } = found;
    const row: Reconciliation = {
      id: uuidV7(at.getTime()),
      day,
      at,
      equations,
      failed: [...failed],
      figuresSha256: figures.sha256,
    };
    await tx.insert(reconciliations).values(row);
    await writeEntry(tx, {
      id: row.id,
      event: 'reconciliation.completed',
      items: ['4ハ'],
      at: at.toISOString(),
      actor: { kind: 'system', id: 'office-worker' },
      evidence: [figures],
      data: { day, equations, failed: row.failed, figuresSha256: figures.sha256 },
      ...(run && { run }),
    });
    return { row, isNew: true };
  });
}

/** The newest days that were reconciled, each as it was found last. */
export const listReconciliations = (db: OfficeDatabase, limit: number): Promise<Reconciliation[]> =>
  db
    .selectDistinctOn([reconciliations.day])
    .from(reconciliations)
    .orderBy(desc(reconciliations.day), desc(reconciliations.at))
    .limit(limit);

/** A day as it was found last. */
export async function findReconciliation(
  db: OfficeDatabase,
  day: string,
): Promise<Reconciliation | undefined> {
  const [row] = await db
    .select()
    .from(reconciliations)
    .where(eq(reconciliations.day, day))
    .orderBy(desc(reconciliations.at))
    .limit(1);
  return row;
}

/** Instant of the first entry of the office book; undefined while there is none. */
export async function logOpenedAt({ $client }: OfficeDatabase): Promise<Date | undefined> {
  const { rows } = await $client.query<{ at: Date }>(
    'select at from book_entries order by ordinal limit 1',
  );
  return rows[0]?.at;
}

import { sql } from 'drizzle-orm';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { CaseRow } from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import { jlisQueries } from '../../db/schema/decision.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { moveCase, notHoldingOf, type Recording } from './recording.ts';

/** A person decides, or reviews a refusal (rows 5 and 8). */
export function sendToReview(tx: Queryable, recording: Recording): Promise<CaseRow> {
  return moveCase(tx, recording, {
    state: 'review',
    stateDeadline: deadlineOf('review', recording.now),
    nextAttemptAt: null,
  });
}

const MINUTE_MS = 60_000;

/** Pauses between two questions to J-LIS, by how many were asked; the last goes on for ever. */
const PAUSES_MS = [0.5, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);

/** Nobody may approve; the machine asks again (row 6). */
export async function waitForAnswer(
  tx: Queryable,
  { build }: OfficeDependencies,
  recording: Recording,
): Promise<CaseRow> {
  const { row, evaluation, now } = recording;
  const { rows } = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from ${jlisQueries}
        where case_id = ${row.id} and edition = ${row.edition}`,
  );
  const asked = Math.max(1, rows[0]?.n ?? 1);
  const pause = PAUSES_MS[Math.min(asked, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  const nextAttemptAt = new Date(now.getTime() + pause);
  await writeEntry(tx, {
    event: 'case.waiting',
    items: ['1ハ'],
    at: now.toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    data: { rules: notHoldingOf(evaluation), nextAttemptAt: nextAttemptAt.toISOString() },
    ...runOf(build),
  });
  return moveCase(tx, recording, { state: 'waiting', nextAttemptAt, stateDeadline: null });
}

import type { OfficeDatabase } from '../office-database.ts';

/** How often J-LIS was asked for one purpose in one way, with one kind of outcome. */
export interface JlisUsage {
  readonly purpose: string;
  readonly method: string;
  /** The fact `jlisAnswer` of the answers; `none` also for a question that a crash left without one. */
  readonly result: string;
  /** Why no answer came, where that is known. */
  readonly noAnswerReason: string | undefined;
  readonly questions: number;
}

const USAGE = `
select purpose, method, coalesce(result, 'none') as result,
  no_answer_reason as "noAnswerReason", count(*)::int as questions
from jlis_queries where asked_at >= $1 and asked_at < $2
group by 1, 2, 3, 4 order by 1, 2, 3, 4`;

/** Counts the questions asked from an instant up to another; counts alone, nothing of any case. */
export async function countJlisUsage(
  { $client }: OfficeDatabase,
  from: Date,
  until: Date,
): Promise<JlisUsage[]> {
  const { rows } = await $client.query<JlisUsage & { noAnswerReason: string | null }>(USAGE, [
    from,
    until,
  ]);
  return rows.map((row) => ({ ...row, noAnswerReason: row.noAnswerReason ?? undefined }));
}

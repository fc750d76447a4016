import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { NAMED_MAX, type CountingTimes } from './query.ts';

/** A run of a case that is open, as Temporal lists it. */
export interface OpenRun {
  readonly caseId: string;
  readonly startedAt: Date;
}

/** Runs written at once. */
const PAGE = 1_000;

const COMPARE = `
with cases as (
  select id from certificate_applications where closed_at is null and received_at < $1
), missing as (
  select id from cases where not exists (select 1 from listed_runs r where r.case_id = cases.id)
), stray as (
  select r.case_id from listed_runs r left join certificate_applications a on a.id = r.case_id
  where a.id is null or a.closed_at < $1
)
select (select count(*) from cases) as "openCases",
  (select count(*) from cases join listed_runs r on r.case_id = cases.id) as "openRuns",
  (select count(*) from stray) as "runsWithoutCase",
  (select count(*) from listed_runs where started_at < $2::timestamptz - interval '13 months')
    as "runsOver13Months",
  array(select id::text from missing order by id limit ${NAMED_MAX}) as cases,
  array(select case_id::text from stray order by case_id limit ${NAMED_MAX}) as runs`;

/**
 * Q24: open cases against open runs. The runs are listed into a table of this transaction first, whatever
 * their number, and the cases are looked at after that: one that closed meanwhile has no run to miss.
 */
export async function countRuns(
  { $client }: OfficeDatabase,
  runs: AsyncIterable<OpenRun>,
  { until, asOf }: CountingTimes,
): Promise<SideFigures> {
  const client = await $client.connect();
  try {
    await client.query('begin');
    await client.query(
      'create temp table listed_runs (case_id uuid primary key, started_at timestamptz) on commit drop',
    );
    let page: OpenRun[] = [];
    const write = async (): Promise<void> => {
      await client.query(
        `insert into listed_runs select * from unnest($1::uuid[], $2::timestamptz[])
         on conflict do nothing`,
        [page.map(({ caseId }) => caseId), page.map(({ startedAt }) => startedAt)],
      );
      page = [];
    };
    for await (const run of runs) {
      page.push(run);
      if (page.length === PAGE) await write();
    }
    await write();
    const { rows } = await client.query(COMPARE, [until, asOf]);
    await client.query('commit');
    client.release();
    const { cases, runs: stray, ...counts } = rows[0] as Record<string, unknown>;
    const numbers = Object.entries(counts).map(([name, value]) => [name, Number(value)] as const);
    return {
      ...Object.fromEntries(numbers),
      cases: cases as string[],
      runs: stray as string[],
    };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

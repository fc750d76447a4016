import { UuidTable } from '../../books/uuid-table.ts';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import { oldestRunAllowed } from '../../domain/reconciliation/run-age.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { NAMED_MAX, type CountingTimes } from './query.ts';

/** A run of a case that is open, as Temporal lists it. */
export interface OpenRun {
  readonly caseId: string;
  readonly startedAt: Date;
}

/** Rows asked about at once. */
const PAGE = 1_000;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Of some runs those whose case is not there, or was closed before the cut. */
const STRAY = `
select r.id::text from unnest($1::uuid[]) as r(id)
left join certificate_applications a on a.id = r.id
where a.id is null or a.closed_at < $2 order by 1`;

const OPEN = `
select id::text from certificate_applications
where closed_at is null and received_at < $1 and id > $2 order by id limit ${PAGE}`;

/** The ids of what is not in order, with the first of them named. */
class Blamed {
  count = 0;
  readonly named: string[] = [];

  add(ids: readonly string[]): void {
    this.count += ids.length;
    this.named.push(...ids.slice(0, NAMED_MAX - this.named.length));
  }
}

/** Runs as Temporal lists them. */
export interface ListedRuns {
  /** Of cases. */
  readonly open: AsyncIterable<OpenRun>;
  /** Of whatever type, certificates above all, that were started before an instant. */
  readonly old: (before: Date) => AsyncIterable<{ readonly workflowId: string }>;
}

/**
 * Q24: open cases against open runs. The runs are listed first, and the cases looked at after that: one
 * that closed meanwhile has no run to miss. Of the runs only ids are kept, thirty octets each.
 */
export async function countRuns(
  { $client }: OfficeDatabase,
  { open: runs, old }: ListedRuns,
  { until, asOf }: CountingTimes,
): Promise<SideFigures> {
  const [listed, stray, missing] = [new UuidTable(), new Blamed(), new Blamed()];
  const oldest = oldestRunAllowed(asOf);
  const tooOld = new Set<string>();
  let page: string[] = [];
  const look = async (): Promise<void> => {
    const { rows } = await $client.query<{ id: string }>(STRAY, [page, until]);
    stray.add(rows.map(({ id }) => id));
    page = [];
  };
  for await (const { caseId, startedAt } of runs) {
    listed.set(caseId, 1);
    page.push(caseId);
    if (startedAt < oldest) tooOld.add(`certificate-lifecycle/${caseId}`);
    if (page.length === PAGE) await look();
  }
  await look();
  for await (const { workflowId } of old(oldest)) tooOld.add(workflowId);
  let openCases = 0;
  for (let after: string | undefined = FIRST_ID; after !== undefined;) {
    const { rows }: { rows: { id: string }[] } = await $client.query(OPEN, [until, after]);
    openCases += rows.length;
    missing.add(rows.map(({ id }) => id).filter((id) => listed.get(id) === 0));
    after = rows.at(-1)?.id;
  }
  return {
    openCases,
    openRuns: openCases - missing.count,
    runsWithoutCase: stray.count,
    runsOver13Months: tooOld.size,
    cases: missing.named,
    runs: stray.named,
    old: [...tooOld].slice(0, NAMED_MAX),
  };
}

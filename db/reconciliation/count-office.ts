import type { EquationNo } from '../../domain/reconciliation/equations.ts';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { APPLICATIONS, APPROVALS, DECIDERS, EXPLANATIONS, INPUTS, JLIS } from './case-queries.ts';
import { ACTS, CASE_NUMBERS, CHAINS, HOURS, LOG_ROWS, LOG_TIP, READS } from './log-queries.ts';
import { ACCEPTANCE, CERTIFICATES, ISSUED_BY_CODE, ORDERS } from './order-queries.ts';
import { EMERGENCIES, REQUESTS, REVOCATIONS } from './revocation-queries.ts';
import { countBy, type CountingTimes } from './query.ts';

/** Which query counts the office's side of which equation. */
const QUERIES = {
  Q1: LOG_ROWS,
  Q2: CASE_NUMBERS,
  Q3: INPUTS,
  Q4: APPLICATIONS,
  Q5: APPROVALS,
  Q6: DECIDERS,
  Q7: ORDERS,
  Q10: CERTIFICATES,
  Q13: REQUESTS,
  Q14: REVOCATIONS,
  Q15: EMERGENCIES,
  Q18: ISSUED_BY_CODE,
  Q19: JLIS,
  Q20: ACCEPTANCE,
  Q21: EXPLANATIONS,
  Q25: HOURS,
  Q26: READS,
  Q27: ACTS,
  Q28: CHAINS,
} as const satisfies Partial<Record<EquationNo, string>>;

/** The log as the database has it: what a medium is held against. */
export interface CountedLog {
  /** Entries with an index. */
  readonly rows: number;
  /** What the newest checkpoint covers; undefined before the first. */
  readonly tip: { readonly size: number; readonly root: Buffer } | undefined;
}

/** What the office's database says. */
export interface OfficeCount {
  readonly figures: Readonly<Record<keyof typeof QUERIES, SideFigures>>;
  readonly log: CountedLog;
}

/**
 * Counts the office's side in one snapshot, so that no act is seen by half. Sums and not rows leave the
 * database, however many there are.
 */
export async function countOffice(
  { $client }: OfficeDatabase,
  origin: string,
  times: CountingTimes,
): Promise<OfficeCount> {
  const client = await $client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const counting = {
      query: (text: string, values: readonly unknown[]) => client.query(text, [...values]),
    };
    const figures = {} as Record<keyof typeof QUERIES, SideFigures>;
    for (const [no, text] of Object.entries(QUERIES) as [keyof typeof QUERIES, string][]) {
      figures[no] = await countBy(counting, text, times);
    }
    const tips = await client.query<{ size: string; root: Buffer }>(LOG_TIP, [origin]);
    await client.query('commit');
    client.release();
    const tip = tips.rows[0];
    return {
      figures,
      log: {
        rows: Number(figures.Q1['rows']),
        tip: tip && { size: Number(tip.size), root: tip.root },
      },
    };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

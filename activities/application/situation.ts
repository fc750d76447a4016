import { newestJlisQuery, standingOrders, type CaseRow } from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { ApplicationState, Situation } from '../contract.ts';

/** A verified answer of J-LIS serves for a day (rule `jlis.fresh`); an older one is asked anew. */
const ANSWER_SERVES_MS = 24 * 3600 * 1000;

/** Tells the workflow where a case stands. Reads only what the state needs. */
export async function situationOf(db: Queryable, row: CaseRow, now: Date): Promise<Situation> {
  const isIssuing = row.state === 'issuing' || row.state === 'instructed';
  const openOrders = isIssuing
    ? (await standingOrders(db, row.id)).filter((order) => order.serialNumber === null)
    : [];
  return {
    state: row.state as ApplicationState,
    edition: row.edition,
    ruleSetId: row.ruleSetId,
    chainId: row.chainId,
    asksJlis: row.state === 'checking' && (await asksJlis(db, row, now)),
    openOrders: openOrders.map((order) => order.id),
    instructionSha256: row.instructionSha256 ?? undefined,
    isParked: isIssuing && row.nextAttemptAt === null && row.notHolding.some(isOfGate),
    stateDeadline: row.stateDeadline?.getTime(),
    nextAttemptAt: row.nextAttemptAt?.getTime(),
    caseDeadline: row.caseDeadline.getTime(),
  };
}

const isOfGate = (rule: string): boolean => rule.startsWith('gate/');

async function asksJlis(db: Queryable, row: CaseRow, now: Date): Promise<boolean> {
  if (row.identityRoute !== 'jpki') return false;
  // The rule that keeps the case waiting says whether another answer could help.
  if (row.notHolding.some((rule) => rule.startsWith('jlis.'))) return true;
  const query = await newestJlisQuery(db, row);
  if (query?.result !== 'verified' || query.answeredAt === null) return true;
  return now.getTime() - query.answeredAt.getTime() > ANSWER_SERVES_MS;
}

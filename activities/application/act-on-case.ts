import { DomainError } from '../../domain/errors.ts';
import {
  readCaseFile,
  type CaseFile,
  type CaseRow,
  type CodeRow,
} from '../../db/decision/case-file.ts';
import { commitCase, type CaseAct } from '../../db/decision/commit-case.ts';
import { isSigningHeld } from '../../domain/governance/stops.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { codeNotices } from '../dispatch/code-notices.ts';
import { noticesOfAct } from '../dispatch/mail-notice.ts';
import type { ApplicationState, Situation } from '../contract.ts';
import { codeSituation, isParkedCode } from './code-standing.ts';

/** A verified answer of J-LIS serves for a day (rule `jlis.fresh`); an older one is asked anew. */
const ANSWER_SERVES_MS = 24 * 3600 * 1000;

/** How often an act is prepared again because another was first. */
const TRIES = 8;

/** What a step makes of a case as it stands; undefined leaves it as it is. */
export type Prepare = (
  file: CaseFile,
  now: Date,
) => Promise<CaseAct | undefined> | CaseAct | undefined;

/**
 * Does one act on a case: reads everything of it in one query, prepares, and writes in one statement that
 * only works on what was read. If another act was first, the case is read again. What the applicant is to be told of the step is
 * prepared in the same statement.
 *
 * @returns the case after it.
 */
export async function actOnCase(
  deps: OfficeDependencies,
  caseId: string,
  prepare: Prepare,
): Promise<Situation> {
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const file = await readCaseFile(deps.db, caseId);
    const now = deps.now();
    const act = await prepare(file, now);
    if (!act) return situationOf(file, file.row, now);
    const after = await commitCase(deps.db, file, { act: withNotices(file, act, now), now });
    if (after) return situationOf(fileAfter(file, act), after, now);
  }
  throw new DomainError('DatabaseUnavailable', `${caseId} moved ${TRIES} times`);
}

/** The act with what the applicant is told of it. */
function withNotices(file: CaseFile, act: CaseAct, now: Date): CaseAct {
  const ofCode = codeNotices(file, act, now);
  const dispatches = [
    ...(act.dispatches ?? []),
    ...noticesOfAct(file.row, act, now),
    ...ofCode.dispatches,
  ];
  return { ...act, dispatches, dispatched: [...(act.dispatched ?? []), ...ofCode.dispatched] };
}

/** The file with the orders that the act made or received, its codes, and without the inputs that it applied. */
function fileAfter(file: CaseFile, act: CaseAct): CaseFile {
  const { orders = [], received = [], codes = [], inputs = [] } = act;
  const made = orders.map((order) => ({
    id: String(order['id']),
    number: Number(order['order_number']),
    validityMonths: Number(order['validity_months']),
    spkiSha256: null,
    serialNumber: null,
  }));
  const serials = new Map(received.map((order) => [order['id'], String(order['serial_number'])]));
  const known = file.orders.map((order) => ({
    ...order,
    serialNumber: serials.get(order.id) ?? order.serialNumber,
  }));
  const applied = new Set(inputs.map((input) => input['id']));
  const code = (codes.at(-1) as CodeRow | undefined) ?? file.code;
  const pending = file.pending.filter(({ id }) => !applied.has(id));
  return { ...file, orders: [...known, ...made], code, pending };
}

/** Tells the workflow where a case stands. */
export function situationOf(file: CaseFile, row: CaseRow, now: Date): Situation {
  const isIssuing = row.state === 'issuing' || row.state === 'instructed';
  const open = isIssuing ? file.orders.filter((order) => order.serialNumber === null) : [];
  return {
    state: row.state as ApplicationState,
    edition: row.edition,
    ruleSetId: row.ruleSetId,
    chainId: row.chainId,
    asksJlis: asksJlis(file, row, now),
    openOrders: open.map((order) => order.id),
    issuedOrders: row.state === 'issued' ? file.orders.map((order) => order.id) : [],
    instructionSha256: row.instructionSha256 ?? undefined,
    isParked:
      (isIssuing && row.nextAttemptAt === null && row.notHolding.some(isOfGate)) ||
      isParkedCode(row),
    stateDeadline: row.stateDeadline?.getTime(),
    nextAttemptAt: nextAttemptOf(file, row, now),
    caseDeadline: row.caseDeadline.getTime(),
    ...codeSituation(file, row, now),
  };
}

/** How long a case that a stop switch holds back from the room waits before it looks again. */
const HELD_LOOK_MS = 30_000;

/**
 * While a switch holds signing back the room is not asked: the case stays in `issuing`. An order that is with the room
 * already is the room's to finish.
 */
function nextAttemptOf(file: CaseFile, row: CaseRow, now: Date): number | undefined {
  const next = row.nextAttemptAt?.getTime();
  const isIssuing = row.state === 'issuing' || row.state === 'instructed';
  const { switchesOff, decider } = file;
  // Of the app alone nothing is held: which one it was stands in evidence, and only decisions read that.
  const isHeld = isIssuing && isSigningHeld(switchesOff, { ...row, decider });
  return isHeld ? Math.max(next ?? 0, now.getTime() + HELD_LOOK_MS) : next;
}

const isOfGate = (rule: string): boolean => rule.startsWith('gate/');

/** Whether the newest answer, or that none came, is there for the next evaluation to see. */
export const isAnswerUnseen = ({ jlis, evaluatedAt }: CaseFile): boolean =>
  jlis?.answeredAt !== undefined && (evaluatedAt === undefined || jlis.answeredAt > evaluatedAt);

/**
 * Whether J-LIS has to be asked before the next evaluation. Only for a case that is being checked and
 * whose time has not passed: an answer for any other would be asked, and paid, for nothing. Never for an answer that is there and that no
 * evaluation has seen: a step that is done again after a crash asks nothing twice.
 */
export function asksJlis(file: CaseFile, row: CaseRow, now: Date): boolean {
  const { jlis } = file;
  if (row.state !== 'checking' || row.identityRoute !== 'jpki') return false;
  if (row.caseDeadline.getTime() <= now.getTime()) return false;
  const answeredAt = jlis?.answeredAt;
  const isOld = answeredAt === undefined || now.getTime() - answeredAt.getTime() > ANSWER_SERVES_MS;
  if (isOld) return true;
  if (isAnswerUnseen(file)) return false;
  // The rule that keeps the case waiting says whether another answer could help.
  return jlis?.result !== 'verified' || row.notHolding.some((rule) => rule.startsWith('jlis.'));
}

import { step } from '../../adapters/telemetry/steps.ts';
import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { actOnCase } from './act-on-case.ts';
import { lapseAct } from './lapse-act.ts';

/** States from which time alone moves a case back to `checking`. */
const isDue = ({ state, nextAttemptAt }: CaseRow, now: Date): boolean =>
  state === 'received' ||
  (state === 'waiting' && nextAttemptAt !== null && nextAttemptAt.getTime() <= now.getTime());

/** Activities that open and end a case. */
export function createCaseActivities(deps: OfficeDependencies) {
  /**
   * Moves a case that is due to `checking` and tells where it stands.
   *
   * Safe to run again: a case that is not due is left as it is.
   */
  async function openCase(applicationId: string): Promise<Situation> {
    const situation = await actOnCase(deps, applicationId, ({ row }, now) => {
      if (!isDue(row, now)) return undefined;
      const applied = { id: row.id, result: { state: 'checking', isApplied: true } };
      return {
        change: { state: 'checking', nextAttemptAt: null },
        inputs: row.state === 'received' ? [applied] : [],
      };
    });
    step('case.1-opened');
    return situation;
  }

  /**
   * Ends a case whose time has passed (application.lapsed), if it still has. An input that was received in
   * time and not applied yet is applied instead: it counts from its receipt. Safe to run again.
   *
   * @param cause `caseDeadline`, or `stateDeadline`: no answer of the applicant, or none of J-LIS.
   */
  async function lapseCase(applicationId: string, cause: string): Promise<Situation> {
    const situation = await actOnCase(deps, applicationId, ({ row, orders, pending }, now) => {
      const [correction] = pending.filter(({ kind }) => MENDS.includes(kind));
      if (correction && row.state === 'returned') return correctionApplied(correction.id);
      const ends = cause === 'caseDeadline' ? row.caseDeadline : row.stateDeadline;
      const isOver = ends !== null && ends.getTime() <= now.getTime();
      // An order with a certificate, or one the room may have an intent for, is past lapsing.
      const isBegun = row.state === 'issuing' || orders.some((o) => o.serialNumber !== null);
      if (row.closedAt !== null || !isOver || isBegun) return undefined;
      return lapseAct(deps, row, { now, ends });
    });
    step('case.6-closed');
    return situation;
  }

  return { openCase, lapseCase };
}

/** What an applicant answers a return with: another version, or a document that was asked for. */
const MENDS: readonly string[] = ['correction', 'evidence'];

/** A corrected application is checked from the beginning (row 16). */
const correctionApplied = (inputId: string): CaseAct => ({
  change: { state: 'checking', notHolding: [], stateDeadline: null },
  inputs: [{ id: inputId, result: { state: 'checking', isApplied: true } }],
});

/** An input that is no decision of staff. */
export interface ReceivedInput {
  readonly inputId: string;
  readonly caseId: string;
  readonly kind: string;
}

/** Applies a correction where the case waits for one; anything else finds its case gone on, and is noted so. */
export function applyCorrection(
  deps: OfficeDependencies,
  { inputId, caseId, kind }: ReceivedInput,
): Promise<Situation> {
  return actOnCase(deps, caseId, ({ row, pending }) => {
    if (!pending.some(({ id }) => id === inputId)) return undefined;
    if (MENDS.includes(kind) && row.state === 'returned') return correctionApplied(inputId);
    return { inputs: [{ id: inputId, result: { state: row.state, isApplied: false } }] };
  });
}

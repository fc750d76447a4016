import { eq } from 'drizzle-orm';
import { caseInputs } from '../../db/schema/application.ts';
import { changeCase, findCase, lockCase } from '../../db/decision/case-rows.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import type { Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { applyCaseInput } from './apply-input.ts';
import { situationOf } from './situation.ts';

/** States from which time alone moves a case back to `checking`. */
const isDue = (state: string, nextAttemptAt: Date | null, now: Date): boolean =>
  state === 'received' ||
  (state === 'waiting' && nextAttemptAt !== null && nextAttemptAt.getTime() <= now.getTime());

/** Activities that open, apply inputs to and end a case. */
export function createCaseActivities(deps: OfficeDependencies) {
  const { db, now, build } = deps;

  /**
   * Moves a case that is due to `checking` and tells where it stands.
   *
   * Safe to run again: a case that is not due is left as it is.
   */
  async function openCase(applicationId: string): Promise<Situation> {
    const seen = await findCase(db, applicationId);
    if (!isDue(seen.state, seen.nextAttemptAt, now())) return situationOf(db, seen, now());
    const situation = await db.transaction(async (tx) => {
      const row = await lockCase(tx, applicationId);
      if (!isDue(row.state, row.nextAttemptAt, now())) return situationOf(tx, row, now());
      if (row.state === 'received') {
        const applied = { appliedAt: now(), result: { state: 'checking', isApplied: true } };
        await tx.update(caseInputs).set(applied).where(eq(caseInputs.id, applicationId));
      }
      const opened = await changeCase(tx, row, {
        state: 'checking',
        nextAttemptAt: null,
        changedAt: now(),
      });
      return situationOf(tx, opened, now());
    });
    step('case.1-opened');
    return situation;
  }

  /** Applies a row of `case_inputs`: the database decides, once, whatever the order of arrival. */
  async function applyInput(inputId: string): Promise<Situation> {
    return applyCaseInput(deps, inputId);
  }

  /**
   * Ends a case whose time has passed (application.lapsed). Safe to run again.
   *
   * @param cause `caseDeadline` or `noAnswer`
   */
  async function lapseCase(applicationId: string, cause: string): Promise<Situation> {
    const situation = await db.transaction(async (tx) => {
      const row = await lockCase(tx, applicationId);
      if (row.closedAt !== null) return situationOf(tx, row, now());
      const deadline =
        cause === 'noAnswer' ? (row.stateDeadline ?? row.caseDeadline) : row.caseDeadline;
      await writeEntry(tx, {
        event: 'application.lapsed',
        items: ['1ロ'],
        at: now().toISOString(),
        case: applicationId,
        actor: OFFICE_WORKER,
        data: { cause, deadline: deadline.toISOString() },
        ...runOf(build),
      });
      const lapsed = await changeCase(tx, row, {
        state: 'lapsed',
        closedAt: now(),
        changedAt: now(),
        nextAttemptAt: null,
        stateDeadline: null,
      });
      return situationOf(tx, lapsed, now());
    });
    step('case.6-closed');
    return situation;
  }

  return { openCase, applyInput, lapseCase };
}

import { eq } from 'drizzle-orm';
import { DomainError } from '../../domain/errors.ts';
import { changeCase, lockCase } from '../../db/decision/case-rows.ts';
import { caseInputs } from '../../db/schema/application.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import type { Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { situationOf } from './situation.ts';

/**
 * Applies an input that the portal has stored with its entry. The case's row lock orders inputs; one
 * that is applied already answers with the present situation.
 *
 * @throws DomainError `ApplicationNotFound` if there is no such input.
 */
export async function applyCaseInput(
  { db, now }: OfficeDependencies,
  inputId: string,
): Promise<Situation> {
  const situation = await db.transaction(async (tx) => {
    const [input] = await tx.select().from(caseInputs).where(eq(caseInputs.id, inputId));
    if (!input) throw new DomainError('ApplicationNotFound', inputId);
    const row = await lockCase(tx, input.caseId);
    if (input.appliedAt !== null) return situationOf(tx, row, now());
    const isAwaited = input.kind === 'correction' && row.state === 'returned';
    const changed = isAwaited
      ? await changeCase(tx, row, {
          state: 'checking',
          notHolding: [],
          stateDeadline: null,
          changedAt: now(),
        })
      : row;
    await tx
      .update(caseInputs)
      .set({ appliedAt: now(), result: { state: changed.state, isApplied: isAwaited } })
      .where(eq(caseInputs.id, inputId));
    return situationOf(tx, changed, now());
  });
  step('case.0-input-applied');
  return situation;
}

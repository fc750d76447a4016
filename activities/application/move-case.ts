import { step } from '../../adapters/telemetry/steps.ts';
import type { CaseRow } from '../../db/decision/case-file.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actOnCase } from './act-on-case.ts';

/** States from which time alone moves a case back to `checking`. */
const isDue = ({ state, nextAttemptAt }: CaseRow, now: Date): boolean =>
  state === 'received' ||
  (state === 'waiting' && nextAttemptAt !== null && nextAttemptAt.getTime() <= now.getTime());

/** Activities that open, apply inputs to and end a case. */
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
   * Applies a row of `case_inputs`. The state of the case orders inputs; one that is applied already
   * answers with the present situation.
   */
  async function applyInput(inputId: string): Promise<Situation> {
    const input = await findInput(deps.db, inputId);
    const situation = await actOnCase(deps, input.caseId, ({ row }) => {
      if (input.isApplied) return undefined;
      const isAwaited = input.kind === 'correction' && row.state === 'returned';
      const state = isAwaited ? 'checking' : row.state;
      return {
        change: isAwaited ? { state, notHolding: [], stateDeadline: null } : {},
        inputs: [{ id: inputId, result: { state, isApplied: isAwaited } }],
      };
    });
    step('case.0-input-applied');
    return situation;
  }

  /**
   * Ends a case whose time has passed (application.lapsed). Safe to run again.
   *
   * @param cause `caseDeadline` or `noAnswer`
   */
  async function lapseCase(applicationId: string, cause: string): Promise<Situation> {
    const situation = await actOnCase(deps, applicationId, ({ row }, now) => {
      if (row.closedAt !== null) return undefined;
      const ownDeadline = cause === 'noAnswer' ? row.stateDeadline : null;
      const deadline = (ownDeadline ?? row.caseDeadline).toISOString();
      return {
        change: { state: 'lapsed', closedAt: now, nextAttemptAt: null, stateDeadline: null },
        entries: [
          {
            entry: {
              event: 'application.lapsed',
              items: ['1ロ'],
              at: now.toISOString(),
              actor: OFFICE_WORKER,
              data: { cause, deadline },
              ...runOf(deps.build),
            },
          },
        ],
      };
    });
    step('case.6-closed');
    return situation;
  }

  return { openCase, applyInput, lapseCase };
}

interface FoundInput {
  readonly caseId: string;
  readonly kind: string;
  readonly isApplied: boolean;
}

async function findInput({ $client }: OfficeDatabase, inputId: string): Promise<FoundInput> {
  const { rows } = await $client.query<FoundInput>({
    name: 'find-input',
    text: `select case_id as "caseId", kind, applied_at is not null as "isApplied"
           from case_inputs where id = $1`,
    values: [inputId],
  });
  if (!rows[0]) throw new DomainError('ApplicationNotFound', inputId);
  return rows[0];
}

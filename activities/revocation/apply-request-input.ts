import { step } from '../../adapters/telemetry/steps.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { Queryable } from '../../db/office-database.ts';
import {
  endInput,
  lockInput,
  lockRequest,
  pendingInputs,
  type RequestInputRow,
  type RevocationRequest,
} from '../../db/revocation/request-file.ts';
import type { RequestInputProblem } from '../../domain/revocation/request-inputs.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { confirmEmergency, grantInEmergency } from './decide-emergency.ts';
import { grantByPerson, refuseByPerson } from './decide-request.ts';
import { recordCallback } from './record-callback.ts';
import { suspendByPerson, upgradeByPerson } from './hold-and-upgrade.ts';
import { judgeSender, type GivenRequestInput } from './judge-request-input.ts';
import { stateProblem } from './request-state.ts';

/** What an input did: the state after it; or why it did nothing. */
export type Effect =
  | { readonly state: string; readonly awaits?: 'second' }
  | { readonly problem: RequestInputProblem };

/** Judges what is left to judge under the lock of the request, and writes act and entry. */
export type Apply = (
  deps: OfficeDependencies,
  tx: Queryable,
  given: GivenRequestInput,
) => Promise<Effect>;

const applications: Readonly<Record<string, Apply>> = {
  revocationCallback: recordCallback,
  revocationGrant: grantByPerson,
  revocationRefusal: refuseByPerson,
  revocationEmergency: grantInEmergency,
  revocationConfirmation: confirmEmergency,
  revocationSuspension: suspendByPerson,
  revocationReasonUpgrade: upgradeByPerson,
};

/**
 * Applies what waits of a request, each once and in the order in which it came. The row of the request is locked meanwhile: of two
 * deciders at once one has the effect, and the other is recorded as refused.
 *
 * A crash before the commit leaves the input pending, and the sweeper begins the run again; after it, nothing undone.
 *
 * @returns whether a fact was added, of which the findings know nothing yet.
 */
export async function applyRequestInputs(
  deps: OfficeDependencies,
  requestId: string,
): Promise<boolean> {
  const waiting = await pendingInputs(deps.db, requestId);
  let isFactAdded = false;
  for (const input of waiting) {
    await applyOne(deps, requestId, input);
    isFactAdded ||= input.kind === 'revocationCallback';
  }
  return isFactAdded;
}

async function applyOne(
  deps: OfficeDependencies,
  requestId: string,
  input: RequestInputRow,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await lockRequest(tx, requestId);
    if (!row || !(await lockInput(tx, input.id))) return;
    const now = deps.now();
    const effect = await effectOf(deps, tx, { row, input, now });
    if ('problem' in effect) {
      await refuse(deps, tx, { row, input, now, problem: effect.problem });
      return;
    }
    await endInput(tx, input.id, { result: { ...effect, isApplied: true }, at: now });
  });
  step('request.4-input-applied');
}

interface Given {
  readonly row: RevocationRequest;
  readonly input: RequestInputRow;
  readonly now: Date;
}

/** The state first, so that whoever was second is told that. */
async function effectOf(deps: OfficeDependencies, tx: Queryable, given: Given): Promise<Effect> {
  const stopped = stateProblem(given.row, given.input.kind);
  if (stopped) return { problem: stopped };
  const judged = await judgeSender(deps, given);
  if ('problem' in judged) return judged;
  const apply = applications[given.input.kind];
  return apply ? apply(deps, tx, judged.given) : { problem: 'contentUnreadable' };
}

/** `input.refused`: it has no effect, and why. */
async function refuse(
  { build }: OfficeDependencies,
  tx: Queryable,
  { row, input, now, problem }: Given & { readonly problem: RequestInputProblem },
): Promise<void> {
  await writeEntry(tx, {
    event: 'input.refused',
    items: ['2イ'],
    at: now.toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    input: input.id,
    data: { inputKind: input.kind, problem, contentSha256: input.contentSha256 },
    ...runOf(build),
  });
  const result = { state: row.state, isApplied: false, refused: problem };
  await endInput(tx, input.id, { result, at: now });
}

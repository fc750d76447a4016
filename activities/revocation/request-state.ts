import type { RevocationRequest } from '../../db/revocation/request-file.ts';
import {
  finalRevocationStates,
  revocationTransitions,
  type RevocationState,
} from '../../domain/revocation/revocation-states.ts';
import type { RequestInputProblem } from '../../domain/revocation/request-inputs.ts';

/** Event of the table of states that each input is; a call-back moves nothing by itself. */
const EVENT_OF: Readonly<Record<string, string>> = {
  revocationGrant: 'granted',
  revocationRefusal: 'refused',
  revocationEmergency: 'grantedInEmergency',
  revocationConfirmation: 'emergencyConfirmed',
  revocationSuspension: 'suspended',
  revocationReasonUpgrade: 'reasonUpgraded',
};

/** What the state of a request keeps from being applied to it; undefined where nothing does. */
export function stateProblem(
  row: RevocationRequest,
  kind: string,
): RequestInputProblem | undefined {
  const from = row.state as RevocationState;
  const event = EVENT_OF[kind];
  const may =
    event === undefined
      ? ['received', 'examining', 'suspended'].includes(from)
      : revocationTransitions.some((each) => each.event === event && each.from.includes(from));
  if (may) return kindProblem(row, kind);
  return finalRevocationStates.some((state) => state === from) ? 'requestClosed' : 'stateMoved';
}

function kindProblem(row: RevocationRequest, kind: string): RequestInputProblem | undefined {
  if (kind === 'revocationConfirmation') {
    if (row.isEmergency !== true) return 'stateMoved';
    return row.confirmedAt === null ? undefined : 'alreadyConfirmed';
  }
  if (kind !== 'revocationReasonUpgrade') return undefined;
  const isPossible = row.reasonCode !== 'keyCompromise' && row.upgradeInput === null;
  return isPossible ? undefined : 'reasonNotPossible';
}

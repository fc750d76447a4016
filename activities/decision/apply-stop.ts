import type { CaseAct } from '../../db/decision/commit-case.ts';
import { voidingCauses } from '../../domain/decision/given-approvals.ts';
import { isAutomationOff } from '../../domain/governance/stops.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readCaseEvidence } from '../identity/case-evidence.ts';
import { EVALUATED_ANEW, voidedBecause } from './refuse-decision.ts';

/** States in which no order has gone to the room. */
const BEFORE_THE_ROOM = ['approved', 'keyDelivery'];

/**
 * Takes back what the machine approved and the room has not been asked for, because a stop switch is off (row 19). The
 * case is evaluated anew, and `control.automation` sends it to a person. If the switch is on again by then, or the
 * case has gone on, it is left as it is.
 */
export function applyStop(
  deps: OfficeDependencies,
  { inputId, caseId }: { readonly inputId: string; readonly caseId: string },
): Promise<Situation> {
  return actOnCase(deps, caseId, (file, now): CaseAct | undefined => {
    const { row, pending, decider, decidedDossier, switchesOff } = file;
    if (!pending.some(({ id }) => id === inputId)) return undefined;
    const isOpen = BEFORE_THE_ROOM.includes(row.state) && decider === 'ruleSet';
    const { appVersion } = isOpen ? readCaseEvidence(deps, file, now) : {};
    if (!isOpen || !isAutomationOff(switchesOff, { ...row, appVersion })) {
      return { inputs: [{ id: inputId, result: { state: row.state, isApplied: false } }] };
    }
    return {
      change: EVALUATED_ANEW,
      voidsDecisions: true,
      inputs: [{ id: inputId, result: { state: 'checking', isApplied: true } }],
      entries: [
        voidedBecause(deps, {
          dossierSha256: decidedDossier ?? '',
          now,
          cause: voidingCauses.automationStopped,
        }),
      ],
    };
  });
}

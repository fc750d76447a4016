import { stopOfIntake, type StoppedBy } from '../../../domain/governance/stops.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';

/**
 * Keeps new applications out where one of the stop switches is off. Corrections of open cases are none.
 *
 * @throws Refusal naming the switch
 */
export function requireNotStopped(switchesOff: readonly string[], on: StoppedBy): void {
  const stop = stopOfIntake(switchesOff, on);
  if (stop !== undefined) throw new Refusal(problems.intakeStopped, { members: { switch: stop } });
}

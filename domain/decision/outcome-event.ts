import type { Verdict } from './decide.ts';

/** Rules that wait for work of the office only; nobody outside is asked. */
const OFFICE_WORK = ['paper.dataMatch', 'paper.myNumber', 'paper.originals', 'guard.coolingOff'];

const INQUIRY = 'paper.inquiry';

/** The events of the table of applications (rows 4 to 8) that an evaluation can be. */
export type OutcomeEvent =
  | 'outcomeHolds'
  | 'outcomeRefers'
  | 'outcomeWaits'
  | 'outcomeWaitsForOffice'
  | 'outcomeWaitsForInquiry'
  | 'outcomeForbidsReturn'
  | 'outcomeForbidsRefusal';

/**
 * Returns the event that an evaluation is in the table of applications.
 *
 * Undefined where the verdict refuses one redemption of a code and leaves the case as it is.
 */
export function outcomeEvent(verdict: Verdict): OutcomeEvent | undefined {
  switch (verdict.outcome) {
    case 'holds':
      return 'outcomeHolds';
    case 'refers':
      return 'outcomeRefers';
    case 'waits':
      return waitingEvent(verdict);
    default:
      if (verdict.next === 'keepCode') return undefined;
      return verdict.next === 'refusal' ? 'outcomeForbidsRefusal' : 'outcomeForbidsReturn';
  }
}

function waitingEvent({ notHolding }: Verdict): OutcomeEvent {
  const waiting = notHolding.filter(({ outcome }) => outcome === 'waits').map(({ rule }) => rule);
  const others = waiting.filter((rule) => !OFFICE_WORK.includes(rule));
  if (others.length === 0) return 'outcomeWaitsForOffice';
  return others.every((rule) => rule === INQUIRY) ? 'outcomeWaitsForInquiry' : 'outcomeWaits';
}

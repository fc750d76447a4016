import type { Told } from '../governance/state-table.ts';
import { revocationTransitions, type RevocationState } from './revocation-states.ts';

/** What a requester is told in a state: what the newest row that leads there says. */
const rowTelling: Readonly<Record<RevocationState, number>> = {
  received: 1,
  examining: 3,
  suspended: 4,
  // Nothing is said of the grant itself: what counts is that it is recorded.
  granted: 1,
  recorded: 10,
  published: 11,
  refused: 9,
};

/** What whoever asked for a revocation is told (規則6条12号). */
export function toldOfRequest(state: RevocationState): Told {
  const found = revocationTransitions.find(({ row }) => row === rowTelling[state])?.told;
  if (!found) throw new Error(`nothing is told of ${state}`);
  return found;
}

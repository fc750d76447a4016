import { describe, expect, it } from 'vitest';
import {
  dispatchStates,
  dispatchTransitions,
  finalDispatchStates,
} from '../../../domain/dispatch/dispatch-states.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

describe('dispatchTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(dispatchTransitions, dispatchStates, finalDispatchStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(dispatchTransitions);
  });

  it('cancels only what was not sent', () => {
    expect(findTransition(dispatchTransitions, 'prepared', 'caseEnded')?.to).toBe('cancelled');
    expect(findTransition(dispatchTransitions, 'sent', 'caseEnded')).toBeUndefined();
  });

  it('leads a returned letter to another way', () => {
    expect(findTransition(dispatchTransitions, 'returned', 'otherWayChosen')?.to).toBe('prepared');
  });
});

import { describe, expect, it } from 'vitest';
import {
  finalRevocationStates,
  revocationStates,
  revocationTransitions,
} from '../../../domain/revocation/revocation-states.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

describe('revocationTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(revocationTransitions, revocationStates, finalRevocationStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(revocationTransitions);
  });

  it('lets nothing but a named person refuse', () => {
    const refusals = revocationTransitions.filter(({ to }) => to === 'refused');
    expect(refusals.map(({ by }) => by)).toEqual([['approver']]);
  });

  it('keeps a suspended certificate suspended when time passes', () => {
    const row = findTransition(revocationTransitions, 'suspended', 'suspensionTimePassed');
    expect(row?.to).toBe('same');
  });

  it('grants in an emergency from every state that a person may still decide', () => {
    for (const state of ['received', 'examining'] as const) {
      const row = findTransition(revocationTransitions, state, 'grantedInEmergency');
      expect(row).toMatchObject({
        to: 'granted',
        deadlines: ['emergencyConfirm', 'revocationRecord'],
      });
    }
  });

  it('cannot take a granted revocation back', () => {
    for (const state of ['granted', 'recorded', 'published'] as const) {
      expect(findTransition(revocationTransitions, state, 'refused')).toBeUndefined();
    }
  });
});

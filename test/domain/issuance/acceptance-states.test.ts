import { describe, expect, it } from 'vitest';
import {
  acceptanceStates,
  acceptanceTransitions,
  finalAcceptanceStates,
} from '../../../domain/issuance/acceptance-states.ts';
import { isTrue } from '../../../domain/decision/condition.ts';
import { DECIDABLE_BY_MACHINE } from '../../../domain/revocation/channels.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

describe('acceptanceTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(acceptanceTransitions, acceptanceStates, finalAcceptanceStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(acceptanceTransitions);
  });

  it('never revokes for a missing receipt without a person', () => {
    const requests = acceptanceTransitions.filter(({ entries }) =>
      entries.includes('office:revocation.requested'),
    );
    expect(requests.map(({ event, to }) => [event, to])).toEqual([
      ['receiptMissedAndRequired', 'same'],
    ]);
    const facts = { channel: 'exOfficio' };
    expect(isTrue(DECIDABLE_BY_MACHINE, { facts, parameters: {}, isComplete: true })).toBe(false);
  });

  it('ends with notAfter or a revocation, received or not', () => {
    for (const state of ['issued', 'accepted'] as const) {
      expect(findTransition(acceptanceTransitions, state, 'expired')?.to).toBe('expired');
      expect(findTransition(acceptanceTransitions, state, 'revocationRecorded')?.to).toBe(
        'revoked',
      );
    }
  });
});

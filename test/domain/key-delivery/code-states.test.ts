import { describe, expect, it } from 'vitest';
import {
  codeStates,
  codeTransitions,
  finalCodeStates,
  liveCodeStates,
  toldOfWrongCode,
} from '../../../domain/key-delivery/code-states.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

describe('codeTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(codeTransitions, codeStates, finalCodeStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(codeTransitions);
  });

  it.each(liveCodeStates)('redeems and locks a code that is %s', (state) => {
    expect(findTransition(codeTransitions, state, 'redeemed')?.to).toBe('redeemed');
    expect(findTransition(codeTransitions, state, 'attemptsUsedUp')?.to).toBe('locked');
    expect(findTransition(codeTransitions, state, 'wrongCode')?.to).toBe('same');
  });

  it.each(codeStates.filter((state) => !(liveCodeStates as readonly string[]).includes(state)))(
    'redeems no code that is %s',
    (state) => {
      expect(findTransition(codeTransitions, state, 'redeemed')).toBeUndefined();
    },
  );

  it('spends no attempt on a key that is refused', () => {
    const row = findTransition(codeTransitions, 'posted', 'keyRefused');
    expect(row?.entries).toEqual(['office:input.refused']);
  });

  it('leaves no code alive after a resend', () => {
    for (const state of ['locked', 'lapsed'] as const) {
      expect(findTransition(codeTransitions, state, 'resendOrdered')?.to).toBe('voided');
    }
    expect(findTransition(codeTransitions, 'voided', 'resendOrdered')?.to).toBe('same');
    expect(findTransition(codeTransitions, 'posted', 'resendOrdered')).toBeUndefined();
    expect(findTransition(codeTransitions, 'redeemed', 'resendOrdered')).toBeUndefined();
  });
});

describe('toldOfWrongCode', () => {
  it('says how many attempts are left', () => {
    expect(toldOfWrongCode(4)).toEqual({
      ja: '利用者識別符号が一致しません。あと4回入力できます。',
      en: 'The code does not match. Attempts left: 4.',
    });
  });
});

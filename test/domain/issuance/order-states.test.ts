import { describe, expect, it } from 'vitest';
import {
  finalOrderStates,
  gateChecks,
  refusalOf,
  isTriedAgain,
  orderStates,
  orderTransitions,
} from '../../../domain/issuance/order-states.ts';
import type { GateCheck, OrderState } from '../../../domain/issuance/order-states.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

describe('orderTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(orderTransitions, orderStates, finalOrderStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(orderTransitions);
  });

  it('walks from the gate to the certificate, one durable step after another', () => {
    const events = ['gatePassed', 'reserved', 'intentWritten', 'signed', 'completed'];
    const walked = events.reduce<OrderState | 'start' | undefined>(
      (state, event) =>
        findTransition(orderTransitions, state ?? 'start', event)?.to as OrderState | undefined,
      'start',
    );
    expect(walked).toBe('issued');
  });

  it('abandons nothing that was signed', () => {
    expect(findTransition(orderTransitions, 'intended', 'abandoned')?.to).toBe('abandoned');
    expect(findTransition(orderTransitions, 'signed', 'abandoned')).toBeUndefined();
    expect(findTransition(orderTransitions, 'issued', 'abandoned')).toBeUndefined();
  });

  it('says of every step what a crash leaves', () => {
    for (const { crashLeaves } of orderTransitions) expect(crashLeaves).not.toBe('');
  });
});

describe('gateChecks', () => {
  it('tries again only what passes by itself', () => {
    const checks = Object.keys(gateChecks) as GateCheck[];
    expect(checks).toHaveLength(29);
    expect(checks.filter(isTriedAgain).toSorted()).toEqual([
      'booksBehind',
      'capExceeded',
      'clockBehind',
      'evidenceMissing',
      'issuerKeyNotIssuing',
      'jlisTooOld',
      'switchOff',
      'vendorKeyMissing',
    ]);
  });
});

describe('refusalOf', () => {
  it('knows the checks of the gate', () => {
    for (const check of Object.keys(gateChecks)) expect(refusalOf(check)).toBe(check);
  });

  it.each(['', 'madeUp', '__proto__', 'certificateMismatch', 7, null, undefined, ['keyRefused']])(
    'takes nothing else for one: %s',
    (said) => {
      expect(refusalOf(said)).toBe('certificateMismatch');
      expect(isTriedAgain(refusalOf(said))).toBe(false);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTransition } from '../../../domain/governance/state-table.ts';
import {
  finalIssuerKeyStates,
  finishesIntents,
  issuerKeyStates,
  issuerKeyTransitions,
  keyStateCommands,
  keyStateTargets,
  mayBecome,
  type IssuerKeyState,
} from '../../../domain/issuance/issuer-key-states.ts';
import { expectOneRowEach, expectSoundTable } from '../state-table-checks.ts';

const events = [...new Set(issuerKeyTransitions.map(({ event }) => event))];

/** Where a key is after events, those left out that are refused where it is. */
function walk(steps: readonly string[]): IssuerKeyState | 'start' {
  return steps.reduce<IssuerKeyState | 'start'>((state, event) => {
    const to = findTransition(issuerKeyTransitions, state, event)?.to;
    return to === undefined ? state : (to as IssuerKeyState);
  }, 'start');
}

describe('issuerKeyTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(issuerKeyTransitions, issuerKeyStates, finalIssuerKeyStates);
  });

  it('has one row for an event in a state', () => {
    expectOneRowEach(issuerKeyTransitions);
  });

  it('lets no key issue that was not generated, accredited and started, in that order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (steps) => {
        if (walk(steps) !== 'issuing') return;
        const applied = steps.filter(
          (event, i) => walk(steps.slice(0, i)) !== walk([...steps.slice(0, i), event]),
        );
        expect(applied).toEqual(['ceremonyHeld', 'accredited', 'issuingStarted']);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets a key that stopped issuing never issue again, whatever follows', () => {
    const issued = ['ceremonyHeld', 'accredited', 'issuingStarted'];
    const stopped = fc.constantFrom('issuingEnded', 'superseded', 'compromised');
    fc.assert(
      fc.property(stopped, fc.array(fc.constantFrom(...events)), (stop, more) => {
        expect(walk([...issued, stop, ...more])).not.toBe('issuing');
      }),
    );
  });

  it('ends for ever where it is compromised or retired', () => {
    for (const state of finalIssuerKeyStates) {
      for (const event of events) {
        expect(findTransition(issuerKeyTransitions, state, event)).toBeUndefined();
      }
    }
  });

  it('lets every key that is not at its end be called compromised', () => {
    const open = issuerKeyStates.filter(
      (state) => !(finalIssuerKeyStates as readonly string[]).includes(state),
    );
    expect(open.filter((state) => !mayBecome(state, 'compromised'))).toEqual([]);
  });
});

describe('mayBecome', () => {
  it.each([
    ['generated', 'issuing'],
    ['generated', 'status-only'],
    ['accredited', 'status-only'],
    ['issuing', 'retired'],
    ['status-only', 'issuing'],
    ['retired', 'issuing'],
    ['compromised', 'issuing'],
    ['compromised', 'retired'],
  ] as const)('refuses %s to %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(false);
  });

  it.each([
    ['generated', 'accredited'],
    ['accredited', 'issuing'],
    ['issuing', 'status-only'],
    ['status-only', 'retired'],
  ] as const)('lets %s become %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(true);
  });
});

describe('finishesIntents', () => {
  it('holds for keys that issue or sign status, and no other', () => {
    expect(issuerKeyStates.filter(finishesIntents)).toEqual(['issuing', 'status-only']);
  });
});

describe('keyStateCommands', () => {
  it('has a word of its own for each', () => {
    expect(new Set(keyStateTargets.map((to) => keyStateCommands[to])).size).toBe(
      keyStateTargets.length,
    );
  });
});

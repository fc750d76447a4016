import { describe, expect, it } from 'vitest';
import { openStates } from '../../../domain/application/application-state.ts';
import {
  applicationTransition,
  applicationTransitions,
  finalStates,
  isFinal,
  toldText,
} from '../../../domain/application/states.ts';
import type { ApplicationState } from '../../../domain/application/states.ts';
import { expectSoundTable } from '../state-table-checks.ts';
import { vectors } from '../vectors.ts';

const states: readonly ApplicationState[] = [...openStates, ...finalStates];
const go = (from: ApplicationState | 'start', event: string, hasIntent = false) =>
  applicationTransition({ from, event, hasIntent })?.to;

describe('applicationTransitions', () => {
  it('reaches every state, and leads out of every state that is not final', () => {
    expectSoundTable(applicationTransitions, states, finalStates);
  });

  it('has rows 1 to 31', () => {
    const rows = new Set(applicationTransitions.map(({ row }) => row));
    expect([...rows].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 31 }, (_, index) => index + 1),
    );
  });

  it('has one row for an event in a state, with and without an intent', () => {
    for (const intent of ['none', 'exists']) {
      const keys = applicationTransitions
        .filter((row) => row.intent === undefined || row.intent === intent)
        .flatMap((row) => row.from.map((from) => `${from} ${row.event}`));
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });

  it('never lets the machine refuse', () => {
    const refusals = applicationTransitions.filter(({ to }) => to === 'rejected');
    expect(refusals.map(({ by }) => by)).toEqual([['approver']]);
  });

  it('lets only the machine approve without an approver, and only what holds', () => {
    const approvals = applicationTransitions.filter(({ to }) => to === 'approved');
    expect(approvals.map(({ event, by }) => [event, by])).toEqual([
      ['outcomeHolds', ['machine']],
      ['approvalCompleted', ['approver']],
    ]);
  });

  it('takes nothing back once an intent exists', () => {
    const after = applicationTransitions.filter(
      ({ from, to, intent }) => from.includes('issuing') && to !== 'same' && intent !== 'none',
    );
    expect(after.map(({ event }) => event)).toEqual(['issued', 'orderAbandoned']);
  });
});

describe('applicationTransition', () => {
  it('walks from receipt to the certificate, with the key in the application', () => {
    expect(go('start', 'received')).toBe('received');
    expect(go('received', 'checkingBegun')).toBe('checking');
    expect(go('checking', 'outcomeHolds')).toBe('approved');
    expect(go('approved', 'instructedByMachine')).toBe('instructed');
    expect(go('instructed', 'keyIsThere')).toBe('issuing');
    expect(go('issuing', 'issued', true)).toBe('issued');
  });

  it('withdraws before an intent and refuses after it', () => {
    expect(go('issuing', 'withdrawn')).toBe('withdrawn');
    expect(go('issuing', 'withdrawn', true)).toBe('same');
    expect(go('returned', 'withdrawn')).toBe('withdrawn');
  });

  it.each(finalStates)('refuses every event in %s', (state) => {
    for (const { event } of applicationTransitions) {
      expect(go(state, event)).toBeUndefined();
      expect(go(state, event, true)).toBeUndefined();
    }
  });

  it('refuses an event that does not belong to a state', () => {
    expect(go('review', 'outcomeHolds')).toBeUndefined();
    expect(go('issuing', 'approvalTakenBack', true)).toBeUndefined();
  });
});

describe('isFinal', () => {
  it.each(states)('knows %s', (state) => {
    expect(isFinal(state)).toBe(['issued', 'rejected', 'withdrawn', 'lapsed'].includes(state));
  });
});

describe('toldText', () => {
  it.each(states)('says for %s what a row that leads there says', (state) => {
    const texts = applicationTransitions
      .filter(({ to, from }) => to === state || (to === 'same' && from.includes(state)))
      .map(({ told }) => told);
    expect(texts).toContainEqual(toldText(state));
  });

  it('names only states of the table in the worked cases', () => {
    for (const { state } of vectors.cases.flatMap(({ steps }) => steps)) {
      expect(states).toContain(state);
    }
  });
});

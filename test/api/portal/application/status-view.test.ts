import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../../api/portal/application/status-view.ts';
import { finalStates, openStates } from '../../../../domain/application/application-state.ts';
import { toldText } from '../../../../domain/application/states.ts';
import { aStatusRow } from '../fakes.ts';

const view = (change: Parameters<typeof aStatusRow>[0]) =>
  statusOf(aStatusRow(change), 'https://portal.example');

describe('statusOf', () => {
  it.each([...openStates, ...finalStates])('tells the state %s in plain words', (state) => {
    const status = view({ state });
    expect(status.state).toBe(state);
    expect(status.told).toEqual(toldText(state));
  });

  const deadline = new Date('2026-12-31T14:59:59Z');
  it.each([...openStates, ...finalStates])(
    'names an action and its end in the state %s only if it is the turn of the applicant',
    (state) => {
      const status = view({ state, stateDeadline: deadline, closedAt: deadline });
      const isTheirs = ['returned', 'inquiring', 'keyDelivery', 'issued'].includes(state);
      expect(status.next !== undefined).toBe(isTheirs);
      expect(status.deadline !== undefined).toBe(isTheirs);
    },
  );

  it('says until when, in Japan', () => {
    const { deadline: told } = view({ state: 'returned', stateDeadline: deadline });
    expect(told).toBe('2026-12-31T23:59:59+09:00');
  });

  it('tells of a return the sentences of the rules that forbid, in the order of the rule set', () => {
    const notHolding = [
      'name.match/different',
      'guard.device/many',
      'intent.explanation/superseded',
    ];
    const { corrections } = view({ state: 'returned', notHolding });
    expect(corrections?.map(({ rule }) => rule)).toEqual([
      'intent.explanation/superseded',
      'name.match/different',
    ]);
  });

  it('tells no sentences in any other state', () => {
    const status = view({ state: 'review', notHolding: ['name.match/different'] });
    expect(status).not.toHaveProperty('corrections');
  });

  it('tells that a correction came, until it is looked at', () => {
    const status = view({
      state: 'returned',
      isCorrected: true,
      stateDeadline: deadline,
      notHolding: ['name.match/different'],
    });
    expect(status.told.en).toBe('We have received your corrected application (documents).');
    expect(status).not.toHaveProperty('next');
    expect(status).not.toHaveProperty('corrections');
  });
});

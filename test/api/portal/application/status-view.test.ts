import { describe, expect, it } from 'vitest';
import { statusOf, type ToldCase } from '../../../../api/portal/application/status-view.ts';
import { finalStates, openStates } from '../../../../domain/application/application-state.ts';
import { toldText } from '../../../../domain/application/states.ts';
import { aStatusRow } from '../fakes.ts';

const view = (change: Parameters<typeof aStatusRow>[0]) =>
  statusOf(aStatusRow(change), 'https://portal.example');

const certificate = (change: Partial<ToldCase['certificates'][number]>) => ({
  order: 1,
  issuerKeyId: 'a'.repeat(40),
  serialNumber: '1'.repeat(40),
  sha256: 'b'.repeat(64),
  orderId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708193',
  state: 'issued' as const,
  acceptanceDeadline: null,
  missedAt: null,
  ...change,
});

const told = (change: Partial<ToldCase>) => view({ state: 'issued', ...change });

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
      const certificates =
        state === 'issued' ? [certificate({ acceptanceDeadline: deadline })] : [];
      const status = view({ state, stateDeadline: deadline, closedAt: deadline, certificates });
      const isTheirs = ['returned', 'inquiring', 'keyDelivery', 'issued'].includes(state);
      expect(status.next !== undefined).toBe(isTheirs);
      expect(status.deadline !== undefined).toBe(isTheirs);
    },
  );

  describe('of an issued case', () => {
    it('asks for no receipt that has come, seen or not', () => {
      const received = told({ certificates: [certificate({})], isReceived: true });
      const accepted = told({ certificates: [certificate({ state: 'accepted' })] });
      for (const status of [received, accepted]) {
        expect(status.told.en).toBe('We have your confirmation of receipt.');
        expect(status.next).toBeUndefined();
      }
    });

    it('asks for the receipt of the other half of a pair', () => {
      const pair = [
        certificate({ state: 'accepted' }),
        certificate({ acceptanceDeadline: deadline }),
      ];
      expect(told({ certificates: pair })).toMatchObject({
        next: {},
        deadline: '2026-12-31T23:59:59+09:00',
      });
    });

    it('asks for a receipt that was missed, and names no deadline for it', () => {
      const status = told({
        certificates: [certificate({ missedAt: deadline, acceptanceDeadline: deadline })],
      });
      expect(status.told.en).toBe('We had no confirmation of receipt.');
      expect(status.next).toBeDefined();
      expect(status.deadline).toBeUndefined();
    });

    it('says that it has expired', () => {
      const status = told({ certificates: [certificate({ state: 'expired' })] });
      expect(status.told.en).toBe('Your certificate has expired.');
      expect(status.next).toBeUndefined();
    });
  });

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

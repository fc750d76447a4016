import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dutyAt, judgeLeaving, judgeTaking, type Duty } from '../../../domain/governance/duty.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 11, 1, 0, minute));
const duty = (officerId: string, from: number, until?: number): Duty => ({
  officerId,
  from: at(from),
  until: until === undefined ? undefined : at(until),
});

describe('judgeTaking', () => {
  it.each([
    ['somebody who is on duty', duty('a', 0), 'a', 'a', 'alreadyYours'],
    ['whoever saw nobody there, and somebody is', duty('b', 0), 'a', undefined, 'othersTurn'],
    ['whoever saw somebody else there', duty('b', 0), 'a', 'c', 'othersTurn'],
    ['whoever saw somebody there who has left', duty('b', 0, 5), 'a', 'b', 'othersTurn'],
  ] as const)('refuses %s', (...[, newest, officerId, seen, because]) => {
    const change = judgeTaking({ newest, officerId, now: at(10) }, seen);
    expect(change).toMatchObject({ may: false, because });
  });

  it('gives duty where nobody is on it', () => {
    const question = { newest: duty('b', 0, 5), officerId: 'a', now: at(10) };
    expect(judgeTaking(question, undefined)).toEqual({ may: true, begins: at(10) });
    expect(judgeTaking({ ...question, newest: undefined }, undefined).may).toBe(true);
  });

  it('ends the duty of whoever was on it where the new one begins', () => {
    const newest = duty('b', 0);
    expect(judgeTaking({ newest, officerId: 'a', now: at(10) }, 'b')).toEqual({
      may: true,
      begins: at(10),
      ends: newest,
    });
  });

  it('begins no duty before the one that is in the roster, however late the clock is', () => {
    const newest = duty('b', 20);
    expect(judgeTaking({ newest, officerId: 'a', now: at(10) }, 'b')).toMatchObject({
      begins: at(20),
    });
  });
});

describe('judgeLeaving', () => {
  it('refuses whoever is not on duty', () => {
    for (const newest of [undefined, duty('b', 0), duty('a', 0, 5)]) {
      const change = judgeLeaving({ newest, officerId: 'a', now: at(10) });
      expect(change).toMatchObject({ may: false, because: 'notOnDuty' });
    }
  });

  it('ends the duty of whoever leaves it', () => {
    const newest = duty('a', 0);
    const change = judgeLeaving({ newest, officerId: 'a', now: at(10) });
    expect(change).toEqual({ may: true, begins: at(10), ends: newest });
  });
});

/** What a roster comes to by one change after the other. */
function played(changes: readonly (readonly [string, 'take' | 'leave', number])[]): Duty[] {
  let roster: Duty[] = [];
  for (const [officerId, act, minute] of changes) {
    const question = { newest: roster.at(-1), officerId, now: at(minute) };
    const seen = dutyAt(question.newest, question.now)?.officerId;
    const change = act === 'take' ? judgeTaking(question, seen) : judgeLeaving(question);
    if (!change.may) continue;
    const { begins, ends } = change;
    roster = roster.map((each) => (each === ends ? { ...each, until: begins } : each));
    if (act === 'take') roster.push({ officerId, from: begins, until: undefined });
  }
  return roster;
}

describe('a roster', () => {
  it('has never two on duty, whoever takes and leaves it, by whatever clocks', () => {
    const change = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('take' as const, 'leave' as const),
      fc.integer({ min: 0, max: 59 }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const roster = played(changes);
        roster.slice(1).forEach(({ from }, index) => {
          expect(roster[index]?.until?.getTime() ?? Infinity).toBeLessThanOrEqual(from.getTime());
        });
      }),
    );
  });
});

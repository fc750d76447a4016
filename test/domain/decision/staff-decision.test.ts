import { describe, expect, it } from 'vitest';
import { correctionLetter, refusalLetter } from '../../../domain/decision/letters.ts';
import { HOLD_HOURS, isHoldReason, judgeClaim } from '../../../domain/decision/lease.ts';
import { refusalReasons, type RefusalReason } from '../../../domain/decision/overrides.ts';
import {
  actOfDecision,
  decisionKinds,
  decisionTable,
  isDecisionKind,
  overridesIn,
} from '../../../domain/decision/staff-decision.ts';
import { applicationTransitions } from '../../../domain/application/states.ts';
import { permissionOf } from '../../../domain/governance/acts.ts';
import { rolesNamed } from '../../../domain/governance/role-names.ts';

describe('decisionTable', () => {
  it.each(decisionKinds)(
    '%s is an event of the table of states, by roles that may do it',
    (kind) => {
      const { event, roles } = decisionTable[kind];
      expect(applicationTransitions.some((row) => row.event === event)).toBe(true);
      for (const role of roles) {
        const may = permissionOf(actOfDecision(kind, role), rolesNamed([role]));
        expect([kind, role, may]).toEqual([kind, role, 'alone']);
      }
      expect(isDecisionKind(kind)).toBe(true);
    },
  );

  it('knows no other kind', () => {
    expect(isDecisionKind('correction')).toBe(false);
    expect(isDecisionKind('toString')).toBe(false);
  });
});

describe('overridesIn', () => {
  it('reads the reason behind the last equals sign', () => {
    expect(overridesIn(['a/b=c', 'd/=e', 'plain'])).toEqual({ 'a/b': 'c', 'd/': 'e', plain: '' });
  });
});

const at = (minute: number): Date => new Date(Date.UTC(2026, 11, 1, 0, minute));

describe('judgeClaim', () => {
  const claim = {
    state: 'review',
    isOwnCase: false,
    lease: undefined,
    officerId: 'sato',
    now: at(10),
  };
  const others = { officerId: 'suzuki', until: at(10) };

  it.each([
    ['another state', { ...claim, state: 'returned' }, { may: false, because: 'notInReview' }],
    ['a free case', claim, { may: true }],
    [
      'a case of one’s own',
      { ...claim, lease: { officerId: 'sato', until: at(40) } },
      { may: true },
    ],
    [
      'a case whose lease runs',
      { ...claim, lease: { ...others, until: at(11) } },
      { may: false, because: 'heldByAnother', by: 'suzuki' },
    ],
    ['a case of their own', { ...claim, isOwnCase: true }, { may: false, because: 'ownCase' }],
    [
      'a lease that is just over',
      { ...claim, lease: others },
      { may: true, takenOverFrom: 'suzuki' },
    ],
  ])('judges %s', (_name, claiming, expected) => {
    expect(judgeClaim(claiming)).toEqual(expected);
  });

  it('knows reasons and times of putting aside', () => {
    expect(isHoldReason('callBackAwaited')).toBe(true);
    expect(isHoldReason('constructor')).toBe(false);
    expect(HOLD_HOURS).toEqual([4, 24, 72]);
  });
});

describe('letters', () => {
  const head = { document: 'd'.repeat(32), applicationId: 'a' };

  it('carry a number of their own, so that their hash tells nothing', () => {
    const letter = { ...head, sentences: ['氏名が異なる。'], answerBy: '2026-12-31T15:00:00.000Z' };
    expect(correctionLetter(letter)).toContain('・氏名が異なる。\n');
    expect(correctionLetter(letter)).not.toBe(correctionLetter({ ...letter, document: 'e' }));
  });

  it.each(Object.keys(refusalReasons) as RefusalReason[])('tell %s with its article', (reason) => {
    const text = refusalLetter({ ...head, reason });
    expect(text).toContain(refusalReasons[reason].law);
    expect(text).not.toContain('失効');
  });
});

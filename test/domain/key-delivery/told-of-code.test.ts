import { describe, expect, it } from 'vitest';
import { codeStates } from '../../../domain/key-delivery/code-states.ts';
import {
  nextOfCode,
  toldOfCode,
  toldOfRedemption,
} from '../../../domain/key-delivery/told-of-code.ts';

const code = (state: (typeof codeStates)[number], change = {}) => ({
  state,
  resend: 0,
  isResendOrdered: false,
  ...change,
});

describe('toldOfCode', () => {
  it.each(codeStates)('tells of a code that is %s in both languages', (state) => {
    const { ja, en } = toldOfCode(code(state));
    expect([ja.length, en.length].every((length) => length > 0)).toBe(true);
  });

  it('tells of another code as of another, until it is posted', () => {
    expect(toldOfCode(code('generated', { resend: 1 })).en).toContain('a new code');
    expect(toldOfCode(code('posted', { resend: 1 })).en).toContain('posted');
    expect(toldOfCode(code('lapsed', { isResendOrdered: true })).en).toContain('a new code');
  });
});

describe('nextOfCode', () => {
  it('says whose turn it is', () => {
    expect(codeStates.map((state) => nextOfCode(code(state))?.en.slice(0, 6))).toEqual([
      'Please',
      'Please',
      'Use th',
      'Use th',
      'Use th',
      'Ask th',
      'Ask th',
      undefined,
      'Ask th',
    ]);
  });
});

describe('toldOfRedemption', () => {
  it('says of a wrong code how many attempts are left', () => {
    expect(toldOfRedemption({ outcome: 'wrongCode', attemptsLeft: 3 }).ja).toContain('あと3回');
  });

  it.each(['redeemed', 'locked', 'keyRefused', 'used', 'notLive'] as const)(
    'tells of %s in both languages',
    (outcome) => {
      const { ja, en } = toldOfRedemption({ outcome });
      expect([ja.length, en.length].every((length) => length > 0)).toBe(true);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { isAtLeast, is as plainIs } from '../../../domain/decision/condition.ts';
import {
  is,
  isAbove,
  isAtLeast as atLeast,
  isIn,
  parameter,
  parameterIs,
} from '../../../domain/decision/rules/2026-12/words.ts';

describe('conditionsOver', () => {
  it('builds the same data as the plain builders', () => {
    expect(is('jlisStatus', 'revoked')).toEqual(plainIs('jlisStatus', 'revoked'));
    expect(atLeast('samePersonOpenApplications', 1)).toEqual(
      isAtLeast('samePersonOpenApplications', 1),
    );
  });

  it('does not compile a misspelt fact, value or parameter', () => {
    const misspelt = [
      // @ts-expect-error no such fact
      is('jlisStatuss', 'revoked'),
      // @ts-expect-error no such value
      is('jlisStatus', 'withdrawn'),
      // @ts-expect-error a boolean fact
      is('keyReceived', 'true'),
      // @ts-expect-error a value of another fact
      isIn('jlisStatus', ['good', 'given']),
      // @ts-expect-error not a count
      isAbove('jlisStatus', 1),
      // @ts-expect-error no such parameter
      atLeast('samePersonOpenApplications', parameter('noSuchLimit')),
      // @ts-expect-error not a number
      atLeast('samePersonOpenApplications', parameter('proxyAccepted')),
      // @ts-expect-error not a switch
      parameterIs('nameLengthMax', true),
    ];
    expect(misspelt).toHaveLength(8);
  });
});

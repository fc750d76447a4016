import { describe, expect, it } from 'vitest';
import { trippedGuards } from '../../../domain/governance/switch-guards.ts';
import type { GuardFigures } from '../../../domain/governance/switch-guards.ts';
import { findSwitch, switches } from '../../../domain/governance/switches.ts';

describe('findSwitch', () => {
  it.each([
    ['automaticDecisions', 'oneOrMachine', 'two'],
    ['automaticIssuing', 'oneOrMachine', 'two'],
    ['automaticRevocation', 'oneOrMachine', 'two'],
    ['allSigning', 'oneOrRoom', 'twoWithCustodian'],
    ['suspension', 'two', 'two'],
    ['portal:sample-portal', 'one', 'two'],
    ['route:paperInquiry', 'one', 'two'],
    ['service:demo-code', 'one', 'two'],
    ['app:2.1.0', 'one', 'two'],
  ])('%s is turned off by %s and on by %s', (name, offBy, onBy) => {
    expect(findSwitch(name)).toMatchObject({ offBy, onBy });
  });

  it.each([
    'portal',
    'portal:',
    'allSigning:x',
    'portal:山田 太郎',
    'route: jpki',
    `app:${'1'.repeat(81)}`,
    'toString',
    '',
    'revocation',
    'crl',
    'ocsp',
    'books',
  ])('has no switch %j', (name) => {
    expect(findSwitch(name)).toBeUndefined();
  });

  it('lets nobody turn a switch on alone', () => {
    for (const { onBy } of Object.values(switches)) expect(onBy).toMatch(/^two/);
  });
});

describe('trippedGuards', () => {
  const quiet: GuardFigures = {
    applicationsThisHour: 60,
    applicationsSameHourFourWeeks: 240,
    decisionsThisWeek: 100,
    automaticApprovalsThisWeek: 80,
    decisionsLastWeek: 100,
    automaticApprovalsLastWeek: 80,
    secondLooks: 50,
    secondLookDisagreements: 0,
    booksDiffer: false,
  };
  const guards = (change: Partial<GuardFigures>) =>
    trippedGuards({ ...quiet, ...change }).map(({ guard, turnsOff }) => `${guard} ${turnsOff}`);

  it('leaves a quiet week alone', () => {
    expect(guards({})).toEqual([]);
  });

  it.each<[Partial<GuardFigures>, string[]]>([
    [{ applicationsThisHour: 180 }, []],
    [{ applicationsThisHour: 181 }, ['applicationRate automaticDecisions']],
    [{ applicationsThisHour: 49, applicationsSameHourFourWeeks: 4 }, []],
    [{ applicationsSameHourFourWeeks: 0 }, ['applicationRate automaticDecisions']],
    [{ automaticApprovalsThisWeek: 60 }, []],
    [{ automaticApprovalsThisWeek: 59 }, ['automaticShare automaticDecisions']],
    [{ automaticApprovalsThisWeek: 100 }, []],
    [{ automaticApprovalsLastWeek: 59 }, ['automaticShare automaticDecisions']],
    [{ decisionsThisWeek: 49, automaticApprovalsThisWeek: 0 }, []],
    [
      { decisionsThisWeek: 50, automaticApprovalsThisWeek: 0 },
      ['automaticShare automaticDecisions'],
    ],
    [
      { applicationsThisHour: 50, applicationsSameHourFourWeeks: 4 },
      ['applicationRate automaticDecisions'],
    ],
    [{ decisionsLastWeek: 0, automaticApprovalsLastWeek: 0 }, []],
    [{ secondLookDisagreements: 1 }, ['disagreement automaticDecisions']],
    [{ secondLooks: 51, secondLookDisagreements: 1 }, []],
    [{ secondLooks: 49, secondLookDisagreements: 49 }, []],
    [{ booksDiffer: true }, ['booksDiffer allSigning']],
  ])('%j trips %j', (change, expected) => {
    expect(guards(change)).toEqual(expected);
  });
});

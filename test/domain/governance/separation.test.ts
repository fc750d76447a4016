import { describe, expect, it } from 'vitest';
import type { ActId, Role } from '../../../domain/governance/acts.ts';
import { areSharesSeparate, dualControlProblem } from '../../../domain/governance/dual-control.ts';
import { mayAct, rolesProblem, separationRules } from '../../../domain/governance/separation.ts';
import type { PastAct } from '../../../domain/governance/separation.ts';

const done = (act: ActId, person: string, more: Partial<PastAct> = {}): PastAct => ({
  act,
  person,
  ...more,
});

const leave = (act: string, roles: readonly Role[], history: readonly PastAct[] = []) =>
  mayAct({ act, person: 'sato', roles, isOwnCase: false }, history);

const person = (name: string, ...roles: Role[]) => ({ person: name, roles });

const share = (name: string, holder: string, ...roles: Role[]) => ({
  share: name,
  person: holder,
  roles: roles.length > 0 ? roles : (['IO', 'CU'] as const),
});

describe('mayAct', () => {
  it.each<[string, ActId, readonly Role[], PastAct]>([
    ['N1', 'approve', ['AP', 'RC'], done('enterPaper', 'sato')],
    ['N1', 'approve', ['AP', 'RC'], done('secondDataEntry', 'sato')],
    ['N1', 'approveWithSecond', ['AP', 'EX'], done('checkDocuments', 'sato')],
    ['N1', 'reject', ['AP', 'EX'], done('checkDocuments', 'sato')],
    ['N1', 'rejectWithSuspicion', ['AP', 'RC'], done('enterPaper', 'sato')],
    ['N2', 'approveWithSecond', ['AP'], done('approveWithSecond', 'sato')],
    ['N2', 'rejectWithSuspicion', ['AP'], done('rejectWithSuspicion', 'sato')],
    ['N2', 'decideRevocationWithSecond', ['AP'], done('decideRevocationWithSecond', 'sato')],
    ['N3', 'instructIssuing', ['IO', 'AP'], done('approve', 'sato')],
    ['N3', 'instructIssuing', ['IO', 'AP'], done('approve', 'sato', { isVoided: true })],
    ['N4', 'secondDataEntry', ['RC'], done('enterPaper', 'sato')],
    ['N6', 'confirmEmergency', ['AP'], done('revokeInEmergency', 'sato')],
    ['N6', 'decideRevocation', ['AP'], done('takeRequest', 'sato')],
    ['N7', 'sealLetterLot', ['RC'], done('sealLetterLot', 'sato')],
    ['N7', 'orderResend', ['AP', 'RC'], done('sealLetterLot', 'sato')],
    ['N9', 'readBooks', ['AU'], done('approve', 'sato')],
    ['N11', 'secondLook', ['AP'], done('claimOrNote', 'sato')],
  ])('%s: refuses %s by %j', (...row) => {
    const [rule, act, roles, past] = row;
    expect(leave(act, roles, [past])).toEqual({ may: false, because: rule });
    const byAnother = [{ ...past, person: 'suzuki' }];
    expect(leave(act, roles, byAnother)).toMatchObject({ may: true });
  });

  it('lets an approver approve the new dossier whose old approval is void', () => {
    const history = [done('approveWithSecond', 'sato', { isVoided: true })];
    expect(leave('approveWithSecond', ['AP'], history)).toMatchObject({ may: true });
  });

  it('lets the approver who took a call revoke in an emergency', () => {
    expect(leave('revokeInEmergency', ['AP'], [done('takeRequest', 'sato')])).toEqual({
      may: true,
      permission: 'withSecondAfter',
    });
  });

  it('lets an auditor look at a case again', () => {
    const history = [done('secondLook', 'sato'), done('readPersonalData', 'sato')];
    expect(leave('secondLook', ['AU'], history)).toEqual({ may: true, permission: 'alone' });
  });

  it('N12: refuses every act on a case of their own', () => {
    const own = { act: 'approve', person: 'sato', roles: ['AP'] as const, isOwnCase: true };
    expect(mayAct(own, [])).toEqual({ may: false, because: 'N12' });
  });

  it('N13: judges by the roles of the moment', () => {
    expect(leave('approve', ['AP'])).toEqual({ may: true, permission: 'alone' });
    expect(leave('approve', ['RC'])).toEqual({ may: false, because: 'role' });
    expect(leave('approve', [])).toEqual({ may: false, because: 'role' });
  });

  it.each<[string, ActId, readonly Role[]]>([
    ['N8', 'approve', ['AP', 'CU']],
    ['N9', 'readBooks', ['AU', 'RC']],
    ['N10', 'switchOff', ['AD', 'IO']],
  ])('%s: refuses %s while the roles may not be held together', (rule, act, roles) => {
    expect(leave(act, roles)).toEqual({ may: false, because: rule });
  });
});

describe('rolesProblem', () => {
  it.each<[readonly Role[], string | undefined]>([
    [['AP', 'CU'], 'N8'],
    [['IO', 'CU'], undefined],
    [['AU', 'RC'], 'N9'],
    [['AU'], undefined],
    [['AD', 'EX'], 'N10'],
    [['AD', 'AP'], 'N10'],
    [['AD', 'IO'], 'N10'],
    [['AD', 'CU'], 'N10'],
    [['AD', 'RP'], undefined],
    [['RC', 'EX', 'AP', 'IO', 'RP'], undefined],
    [[], undefined],
  ])('%j: %s', (roles, rule) => {
    expect(rolesProblem(roles)).toBe(rule);
  });
});

describe('dualControlProblem', () => {
  it('N5: takes two persons, each with a role of the row', () => {
    const [ap, rp, rc] = [person('sato', 'AP'), person('suzuki', 'RP'), person('ito', 'RC')];
    expect(dualControlProblem('adoptRules', ap, rp)).toBeUndefined();
    expect(dualControlProblem('adoptRules', ap, person('sato', 'RP'))).toBe('N5');
    expect(dualControlProblem('adoptRules', ap, rc)).toBe('N5');
    expect(dualControlProblem('adoptRules', rc, rp)).toBe('N5');
    expect(dualControlProblem('noSuchAct', ap, rp)).toBe('N5');
  });

  it('N14: never takes the machine for a second person', () => {
    const [ap, machine] = [person('sato', 'AP'), person('machine', 'AP')];
    expect(dualControlProblem('approveWithSecond', ap, machine)).toBe('N14');
    expect(dualControlProblem('approveWithSecond', machine, ap)).toBe('N14');
  });

  it('turns allSigning on again only with a custodian', () => {
    const [ap, rp, cu] = [person('sato', 'AP'), person('suzuki', 'RP'), person('ito', 'IO', 'CU')];
    expect(dualControlProblem('switchOnAllSigning', ap, rp)).toBe('N5');
    expect(dualControlProblem('switchOnAllSigning', rp, cu)).toBeUndefined();
    expect(dualControlProblem('switchOn', ap, rp)).toBeUndefined();
    expect(dualControlProblem('switchOn', ap, cu)).toBe('N5');
  });

  it('lets two turn off what one may turn off', () => {
    expect(
      dualControlProblem('switchOff', person('sato', 'EX'), person('ito', 'AD')),
    ).toBeUndefined();
  });
});

describe('areSharesSeparate', () => {
  it('N8: takes two shares with two custodians', () => {
    expect(areSharesSeparate([share('1', 'sato'), share('2', 'ito')])).toBe(true);
  });

  it.each([
    ['one share only', [share('1', 'sato')]],
    ['one person with both', [share('1', 'sato'), share('2', 'sato')]],
    ['one share twice', [share('1', 'sato'), share('1', 'ito')]],
    ['no custodian', [share('1', 'sato'), share('2', 'ito', 'IO')]],
    ['an approver', [share('1', 'sato'), share('2', 'ito', 'CU', 'AP')]],
  ])('refuses %s', (_, holders) => {
    expect(areSharesSeparate(holders)).toBe(false);
  });
});

describe('separationRules', () => {
  it('names N1 to N14', () => {
    expect(Object.keys(separationRules)).toEqual(
      Array.from({ length: 14 }, (_, index) => `N${index + 1}`),
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  isInForce,
  readOfficers,
  registerProblem,
  rolesOfPerson,
  type RegisteredOfficer,
} from '../../../domain/governance/officer-register.ts';

const officer: RegisteredOfficer = {
  id: 'officer-01',
  person: 'person-01',
  roles: ['approver', 'responsiblePerson'],
  from: '2026-10-01T00:00:00.000Z',
  until: '2027-04-01T00:00:00.000Z',
  passkeys: [{ credentialId: 'abc', publicKeyCose: 'def_-' }],
};
const document = (...officers: unknown[]) => ({ v: 1, officers });
const with_ = (change: object) => document({ ...officer, ...change });

describe('readOfficers', () => {
  it('reads a register, with an end or without, with passkeys or without', () => {
    const { until: _, ...open } = { ...officer, id: 'officer-02', passkeys: [] };
    const read = readOfficers(document(officer, open));
    expect(read).toEqual(document(officer, open));
    expect(readOfficers(document())).toEqual(document());
  });

  it.each<[string, unknown]>([
    ['no object', 'officers'],
    ['another version', { ...document(officer), v: 2 }],
    ['a member too many', { ...document(officer), note: 'x' }],
    ['an officer with a member too many', with_({ name: '三宅' })],
    ['an officer without a person', document({ ...officer, person: undefined })],
    ['an id with spaces', with_({ id: 'officer 01' })],
    ['no roles', with_({ roles: [] })],
    ['a role that there is not', with_({ roles: ['emperor'] })],
    ['a role twice', with_({ roles: ['approver', 'approver'] })],
    ['a day for an instant', with_({ from: '2026-10-01' })],
    ['an instant that is none', with_({ from: '2026-13-01T00:00:00.000Z' })],
    ['an end before the beginning', with_({ until: '2026-09-30T00:00:00.000Z' })],
    ['an end that is not said', with_({ until: undefined })],
    ['a passkey without a key', with_({ passkeys: [{ credentialId: 'abc' }] })],
    [
      'a key that is not Base64url',
      with_({ passkeys: [{ credentialId: 'abc', publicKeyCose: 'a+b=' }] }),
    ],
    [
      'too many passkeys',
      with_({ passkeys: Array.from({ length: 17 }, () => officer.passkeys[0]) }),
    ],
    ['an account twice', document(officer, { ...officer, passkeys: [] })],
    ['a passkey of two accounts', document(officer, { ...officer, id: 'officer-02' })],
    ['too many officers', { v: 1, officers: Array.from({ length: 1001 }, () => officer) }],
  ])('refuses %s', (_, value) => {
    expect(readOfficers(value)).toBeUndefined();
  });
});

const isInForceAt = (time: string) => isInForce(officer, Date.parse(time));

describe('isInForce', () => {
  it('counts the first instant and not the last', () => {
    expect(isInForceAt('2026-09-30T23:59:59.999Z')).toBe(false);
    expect(isInForceAt('2026-10-01T00:00:00.000Z')).toBe(true);
    expect(isInForceAt('2027-03-31T23:59:59.999Z')).toBe(true);
    expect(isInForceAt('2027-04-01T00:00:00.000Z')).toBe(false);
  });
});

const second = { ...officer, id: 'officer-02', roles: ['custodian'], passkeys: [] };

const rolesAt = (at: string) =>
  rolesOfPerson(
    [officer, { ...second, from: '2026-12-01T00:00:00.000Z' }],
    'person-01',
    Date.parse(at),
  );

describe('rolesOfPerson', () => {
  it('gives those of all accounts that are in force (N13)', () => {
    expect(rolesAt('2026-11-30T00:00:00.000Z')).toEqual(['approver', 'responsiblePerson']);
    expect(rolesAt('2026-12-01T00:00:00.000Z')).toContain('custodian');
  });
});

describe('registerProblem', () => {
  const [from, until] = ['2027-04-01T00:00:00.000Z', '2028-04-01T00:00:00.000Z'];

  it('names who would hold roles together that exclude each other, at whatever time', () => {
    expect(registerProblem({ v: 1, officers: [officer] })).toBeUndefined();
    const overlapping = [{ ...second, from: '2026-12-01T00:00:00.000Z' }, officer];
    expect(registerProblem({ v: 1, officers: overlapping })).toBe('N8 person-01');
    const after = [officer, { ...second, from, until }];
    expect(registerProblem({ v: 1, officers: after })).toBeUndefined();
  });
});

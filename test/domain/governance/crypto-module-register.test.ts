import { describe, expect, it } from 'vitest';
import {
  differencesOf,
  moduleProblem,
  readCryptoModules,
  type CryptoModule,
} from '../../../domain/governance/crypto-module-register.ts';

const module: CryptoModule = {
  id: 'hsm-1',
  kind: 'network',
  manufacturer: 'Maker',
  model: 'M1',
  serialNumber: '0001',
  firmware: '7.4',
  certificate: '#4321',
  standard: 'FIPS 140-3',
  level: 3,
  place: 'room 1, rack 2',
  linkProtection: 'mutual TLS, own segment',
};
const register = (...modules: unknown[]) => ({ v: 1, modules });

describe('readCryptoModules', () => {
  it('reads a register, and one of nothing', () => {
    const software = {
      ...module,
      id: 'x',
      serialNumber: '2',
      kind: 'software',
      standard: 'none',
      level: 0,
    };
    expect(readCryptoModules(register(module, software))).toEqual(register(module, software));
    expect(readCryptoModules(register())).toEqual(register());
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['another version', { v: 2, modules: [] }],
    ['more members', { ...register(), more: 1 }],
    ['a kind that the law does not know', register({ ...module, kind: 'rented' })],
    ['a level without a standard', register({ ...module, standard: 'none' })],
    ['a standard without a level', register({ ...module, level: 0 })],
    ['level 5', register({ ...module, level: 5 })],
    ['no place', register({ ...module, place: '' })],
    ['a module with more members', register({ ...module, more: 'x' })],
    ['one module twice', register(module, { ...module, id: 'hsm-2' })],
    ['one id twice', register(module, { ...module, serialNumber: '0002' })],
  ])('does not read %s', (_, value) => {
    expect(readCryptoModules(value)).toBeUndefined();
  });
});

describe('moduleProblem', () => {
  it.each<[Partial<CryptoModule>, string | undefined]>([
    [{}, undefined],
    [{ standard: 'FIPS 140-2', level: 4 }, undefined],
    [{ level: 2 }, 'level 2, at least 3 is asked'],
    [{ kind: 'software' }, 'software is no crypto module'],
    [{ standard: 'none', level: 0 }, 'no certificate'],
  ])('of %o is %s', (change, problem) => {
    expect(moduleProblem({ ...module, ...change })).toBe(problem);
  });
});

describe('differencesOf', () => {
  const identity = {
    manufacturer: 'Maker',
    model: 'M1',
    serialNumber: '0001',
    firmwareVersion: '7.4',
  };

  it('finds none in the token itself', () => {
    expect(differencesOf(module, identity)).toEqual([]);
  });

  it.each([
    ['manufacturer', { manufacturer: 'Other' }],
    ['model', { model: 'M2' }],
    ['serialNumber', { serialNumber: '0002' }],
    ['firmware', { firmwareVersion: '7.5' }],
  ])('names the %s', (name, change) => {
    expect(differencesOf(module, { ...identity, ...change })).toEqual([name]);
  });
});

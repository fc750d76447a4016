import { describe, expect, it } from 'vitest';
import { readAccessChange, type AccessKind } from '../../../domain/governance/access-change.ts';

const salt = 'ab'.repeat(16);
const sha256 = 'cd'.repeat(32);
const officer = { officer: 'officer-20', name: '新居 香', roles: ['examiner'], salt };

const mapped = { do: 'mapIdentity', officer: 'officer-20', identitySha256: sha256, salt };

const committed = { officer: 'officer-20', nameCommitment: sha256, roles: ['examiner'] };

describe('readAccessChange of version 2', () => {
  it.each([committed, { ...committed, person: 'person-20' }, { ...committed, roles: [] }])(
    'reads %j',
    (change) => {
      expect(readAccessChange('officer', change, 2)).toEqual(change);
      expect(readAccessChange('officer', change, 1)).toBeUndefined();
    },
  );

  it.each<[AccessKind, unknown]>([
    ['officer', officer],
    ['officer', { ...committed, name: '新居 香' }],
    ['officer', { ...committed, salt }],
    ['officer', { ...committed, nameCommitment: '新居 香' }],
    ['officer', { ...committed, roles: ['king'] }],
    ['permission', { do: 'enrol', officer: 'officer-20' }],
    ['terminal', { do: 'withdraw', terminal: 'T-01' }],
  ])('refuses %s %j', (kind, change) => {
    expect(readAccessChange(kind, change, 2)).toBeUndefined();
  });
});

describe('readAccessChange', () => {
  it.each<[AccessKind, object]>([
    ['officer', officer],
    ['officer', { ...officer, roles: [] }],
    ['officer', { ...officer, person: 'person-20' }],
    ['permission', { do: 'enrol', officer: 'officer-20' }],
    ['permission', { do: 'unlock', officer: 'officer-20' }],
    ['permission', { do: 'eraseName', officer: 'officer-20' }],
    ['permission', { do: 'withdrawPasskey', officer: 'officer-20', credentialSha256: sha256 }],
    [
      'permission',
      {
        do: 'mapIdentity',
        officer: 'officer-20',
        issuer: 'https://id.example',
        identitySha256: sha256,
        salt,
      },
    ],
    ['permission', { do: 'withdrawIdentity', officer: 'officer-20', identitySha256: sha256 }],
    ['terminal', { do: 'register', terminal: 'T-01', place: '登録室 1番' }],
    ['terminal', { do: 'withdraw', terminal: 'T-01' }],
  ])('reads %s %j', (kind, change) => {
    expect(readAccessChange(kind, change)).toEqual(change);
  });

  it.each<[AccessKind, unknown]>([
    ['officer', null],
    ['officer', [officer]],
    ['officer', { ...officer, more: 1 }],
    ['officer', { ...officer, officer: 'a/b' }],
    ['officer', { ...officer, person: '' }],
    ['officer', { ...officer, person: 'a b' }],
    ['officer', { ...officer, name: '' }],
    ['officer', { ...officer, name: '改\n行' }],
    ['officer', { ...officer, salt: undefined }],
    ['officer', { ...officer, roles: ['king'] }],
    ['officer', { ...officer, roles: ['examiner', 'examiner'] }],
    ['officer', { ...officer, roles: ['administrator', 'approver'] }],
    ['officer', { ...officer, roles: ['auditor', 'examiner'] }],
    ['permission', { do: 'enrol' }],
    ['permission', { do: 'become', officer: 'officer-20' }],
    ['permission', { do: 'enrol', officer: 'officer-20', credentialSha256: sha256 }],
    ['permission', { do: 'withdrawPasskey', officer: 'officer-20', credentialSha256: 'x' }],
    ['permission', { ...mapped, issuer: 'id.example' }],
    ['permission', { ...mapped, issuer: 'https://id.example/\u0000' }],
    ['permission', { ...mapped, issuer: 'https://id.example/ ' }],
    ['permission', { ...mapped, issuer: `https://${'i'.repeat(255)}` }],
    ['terminal', { do: 'register', terminal: 'T-01' }],
    ['terminal', { do: 'enrol', officer: 'officer-20' }],
  ])('refuses %s %j', (kind, change) => {
    expect(readAccessChange(kind, change)).toBeUndefined();
  });
});

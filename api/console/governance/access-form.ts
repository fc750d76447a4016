import { randomBytes } from 'node:crypto';
import { identitySha256 } from '../../../db/governance/identities.ts';
import type { AccessKind } from '../../../domain/governance/access-change.ts';

const text = (fields: URLSearchParams, name: string): string => (fields.get(name) ?? '').trim();

/** Keeps a name or a subject from being guessed by the hash of what is agreed on. */
const salt = (): string => randomBytes(16).toString('hex');

function permissionOf(fields: URLSearchParams): unknown {
  const [does, officer] = [fields.get('do'), text(fields, 'officer')];
  if (does === 'withdrawPasskey') {
    return { do: does, officer, credentialSha256: text(fields, 'credential').toLowerCase() };
  }
  if (does !== 'mapIdentity' && does !== 'withdrawIdentity') return { do: does, officer };
  const [issuer, subject] = [text(fields, 'issuer'), text(fields, 'subject')];
  const identity = { officer, identitySha256: identitySha256({ issuer, subject }) };
  if (does === 'withdrawIdentity') return { do: does, ...identity };
  return { do: does, ...identity, issuer, salt: salt() };
}

function terminalOf(fields: URLSearchParams): unknown {
  const [does, terminal] = [fields.get('do'), text(fields, 'terminal')];
  return does === 'register'
    ? { do: does, terminal, place: text(fields, 'place') }
    : { do: does, terminal };
}

/** What a form about access says; `readAccessChange` judges it. */
export function accessChangeOf(kind: AccessKind, fields: URLSearchParams): unknown {
  if (kind === 'permission') return permissionOf(fields);
  if (kind === 'terminal') return terminalOf(fields);
  const said = (name: string) => text(fields, name);
  const roles = fields.getAll('role');
  return {
    officer: said('officer'),
    person: said('person'),
    name: said('name'),
    roles,
    salt: salt(),
  };
}

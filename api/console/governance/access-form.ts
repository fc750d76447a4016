import { randomBytes } from 'node:crypto';
import { identitySha256 } from '../../../db/governance/identities.ts';
import { committedName, type OfficerName } from '../../../db/governance/officer-names.ts';
import { isOfficerName, type AccessKind } from '../../../domain/governance/access-change.ts';
import { portalChangeOf } from './portal-form.ts';

const text = (fields: URLSearchParams, name: string): string => (fields.get(name) ?? '').trim();

/** Keeps a subject from being guessed by the hash of what is agreed on. */
const salt = (): string => randomBytes(16).toString('hex');

function permissionOf(fields: URLSearchParams): unknown {
  const [does, officer] = [fields.get('do'), text(fields, 'officer')];
  if (does === 'withdrawPasskey') {
    return { do: does, officer, credentialSha256: text(fields, 'credential').toLowerCase() };
  }
  if (does !== 'mapIdentity' && does !== 'withdrawIdentity') return { do: does, officer };
  const [issuer, subject] = [text(fields, 'issuer'), text(fields, 'subject')];
  // Of nothing there is a hash as well.
  if (issuer === '' || subject === '') return undefined;
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

/** What a form about access says. */
export interface SaidAccess {
  /** `readAccessChange` judges it. */
  readonly change: unknown;
  /** Of an officer: the name, which the change commits to. */
  readonly officerName?: OfficerName;
}

function officerOf(fields: URLSearchParams): SaidAccess {
  const [officer, person] = [text(fields, 'officer'), text(fields, 'person')];
  const name = text(fields, 'name');
  if (!isOfficerName(name)) return { change: undefined };
  const { nameCommitment, ...officerName } = committedName(name);
  return {
    change: { officer, person, nameCommitment, roles: fields.getAll('role') },
    officerName,
  };
}

/** Reads what a form about access says; a name is hidden by another r each time. */
export function accessChangeOf(kind: AccessKind, fields: URLSearchParams): SaidAccess {
  if (kind === 'permission') return { change: permissionOf(fields) };
  if (kind === 'terminal') return { change: terminalOf(fields) };
  if (kind === 'portal') return { change: portalChangeOf(fields) };
  return officerOf(fields);
}

import { describe, expect, it } from 'vitest';
import {
  ASSERTION_OCTETS_MAX,
  assertionOctets,
  isAssertionValid,
  readAssertion,
} from '../../../adapters/webauthn/assertion.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { makePasskey, PRESENT, signStatement } from '../../../simulator/signed-statement.ts';

const console = { origin: 'https://console.example', rpId: 'console.example' };
const statement: Statement = {
  v: 1,
  act: 'approve',
  contentSha256: 'a'.repeat(64),
  officer: 'officer-03',
  reasons: ['name.match/variant=notationOnly', 'person.age/minor=guardianConsent'],
  role: 'approver',
  subject: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  terminal: 'terminal-02',
};

describe('an assertion over a statement', () => {
  it('is read as it was kept, and holds for the passkey that made it', async () => {
    const passkey = makePasskey();
    const octets = assertionOctets(signStatement(statement, passkey, console));
    const read = readAssertion(octets);
    expect(read?.statement).toEqual(statement);
    expect(read && (await isAssertionValid(read, passkey, console))).toBe(true);
  });

  it.each<[string, Partial<Statement>]>([
    ['another dossier', { contentSha256: 'b'.repeat(64) }],
    ['another officer', { officer: 'officer-01' }],
    ['another act', { act: 'reject' }],
    ['fewer reasons', { reasons: [] }],
    ['another case', { subject: 'other' }],
  ])('does not hold for %s', async (_, change) => {
    const passkey = makePasskey();
    const assertion = signStatement(statement, passkey, console);
    const changed = { ...assertion, statement: { ...statement, ...change } };
    expect(await isAssertionValid(changed, passkey, console)).toBe(false);
  });

  it('does not hold for another passkey, another site, or a holder who was not verified', async () => {
    const [passkey, other] = [makePasskey(), makePasskey()];
    const assertion = signStatement(statement, passkey, console);
    expect(await isAssertionValid(assertion, other, console)).toBe(false);
    const renamed = { ...other, credentialId: passkey.credentialId };
    expect(await isAssertionValid(assertion, renamed, console)).toBe(false);
    const elsewhere = { origin: 'https://console.example.net', rpId: 'console.example.net' };
    expect(await isAssertionValid(assertion, passkey, elsewhere)).toBe(false);
    const present = signStatement(statement, passkey, { ...console, flags: PRESENT });
    expect(await isAssertionValid(present, passkey, console)).toBe(false);
    const framed = signStatement(statement, passkey, { ...console, crossOrigin: true });
    expect(await isAssertionValid(framed, passkey, console)).toBe(false);
  });

  it('is not read out of anything else', () => {
    const assertion = signStatement(statement, makePasskey(), console);
    const octets = assertionOctets(assertion);
    const swapped = { ...assertion, statement: { ...statement, reasons: ['b', 'a'] } };
    for (const other of [
      Buffer.from('{}'),
      Buffer.from(`${octets.toString()} `),
      Buffer.alloc(ASSERTION_OCTETS_MAX + 1),
      assertionOctets(swapped),
      assertionOctets({ ...assertion, signature: 'not base64url!' }),
      Buffer.from(octets.toString().replace('"v":1', '"v":2')),
      Buffer.from(octets.toString().replace('"act":"approve"', '"act":"destroy"')),
    ]) {
      expect(readAssertion(other)).toBeUndefined();
    }
  });
});

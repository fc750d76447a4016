import { assertionOctets, type RelyingParty } from '../../../adapters/webauthn/assertion.ts';
import type { RegisteredOfficer } from '../../../domain/governance/officer-register.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import {
  makePasskey,
  signStatement,
  type TestPasskey,
} from '../../../simulator/signed-statement.ts';

/** An account of a register, with the passkey in the test's hand. */
export interface TestOfficer {
  readonly account: RegisteredOfficer;
  readonly passkey: TestPasskey;
}

/** An officer with a person of the same name, unless something else is said. */
export function anOfficer(
  id: string,
  roles: readonly string[],
  over: Partial<RegisteredOfficer> = {},
): TestOfficer {
  const passkey = makePasskey();
  const { credentialId, publicKeyCose } = passkey;
  const passkeys = [{ credentialId, publicKeyCose: publicKeyCose.toString('base64url') }];
  const from = '2026-10-01T00:00:00.000Z';
  return { passkey, account: { id, person: `person-of-${id}`, roles, from, passkeys, ...over } };
}

/** What somebody says, and how it is signed; what is not said is as it should be. */
export interface Saying {
  readonly officer: TestOfficer;
  readonly says?: Partial<Statement>;
  readonly passkey?: TestPasskey;
  readonly at?: RelyingParty;
  readonly flags?: number;
  /** Changes the octets after they were signed. */
  readonly altered?: (octets: Buffer) => Buffer;
}

/** What a saying is about, where nothing else is said. */
export type About = Pick<Statement, 'act' | 'contentSha256' | 'reasons' | 'subject'>;

/** Has an officer sign, in the first role of the account; the octets as they are kept. */
export function signedOctets(saying: Saying, about: About, console: RelyingParty): Buffer {
  const { officer, says, passkey = officer.passkey, at = console, flags } = saying;
  const statement: Statement = {
    v: 1,
    ...about,
    officer: officer.account.id,
    role: officer.account.roles[0] ?? '',
    terminal: 'terminal-01',
    ...says,
  };
  const options = { ...at, ...(flags === undefined ? {} : { flags }) };
  const octets = assertionOctets(signStatement(statement, passkey, options));
  return saying.altered?.(octets) ?? octets;
}

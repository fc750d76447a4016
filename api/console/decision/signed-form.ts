import {
  assertionOctets,
  isAssertionValid,
  readAssertion,
  type Assertion,
} from '../../../adapters/webauthn/assertion.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import type { Deciding } from '../dependencies.ts';

/** Largest answer of an authenticator that is read. */
const ANSWER_MAX = 16 * 1024;

/**
 * The octets of an assertion over a statement, out of the answer of the browser (AuthenticationResponseJSON).
 * Undefined unless a passkey of the officer signed this very statement for our pages.
 */
export async function readSignedForm(
  answer: string,
  statement: Statement,
  { passkeys, relyingParty }: Deciding,
): Promise<Buffer | undefined> {
  const octets = octetsOf(answer, statement);
  const assertion = octets && readAssertion(octets);
  if (!octets || !assertion) return undefined;
  const passkey = await passkeys.find(statement.officer, assertion.credentialId);
  const isValid = passkey && (await isAssertionValid(assertion, passkey, relyingParty));
  return isValid === true ? octets : undefined;
}

function octetsOf(answer: string, statement: Statement): Buffer | undefined {
  if (answer.length > ANSWER_MAX) return undefined;
  try {
    const { id, response } = JSON.parse(answer) as {
      readonly id: string;
      readonly response: Omit<Assertion, 'credentialId' | 'statement'>;
    };
    const { authenticatorData, clientDataJSON, signature } = response;
    return assertionOctets({
      authenticatorData,
      clientDataJSON,
      signature,
      credentialId: id,
      statement,
    });
  } catch {
    return undefined;
  }
}

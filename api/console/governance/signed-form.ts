import {
  assertionOctets,
  challengeOf,
  isAssertionValid,
  readAssertion,
} from '../../../adapters/webauthn/assertion.ts';
import {
  requestOptions,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '../../../adapters/webauthn/passkeys.ts';
import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { readAssertion as readAnswer } from './passkey-answers.ts';

/** By what the officer who reads a page can sign the statement that it shows. */
export interface Signing {
  /** What the browser's passkeys are asked with; undefined for an officer who has none. */
  readonly request: PublicKeyCredentialRequestOptionsJSON | undefined;
  /** In development: the officer has a passkey in software, which the server signs with. */
  readonly hasSoftware: boolean;
}

type SigningParts = Pick<ConsoleDependencies, 'records' | 'deciding' | 'softwarePasskeys'>;

/**
 * How a statement can be signed by its officer. The challenge is the statement's own hash, so nothing has to be kept
 * until the answer comes.
 *
 * @returns undefined where no passkeys are set up.
 */
export async function signingOf(
  statement: Statement,
  { records, deciding, softwarePasskeys }: SigningParts,
): Promise<Signing | undefined> {
  if (!deciding) return undefined;
  const own = await records.passkeys.listOf(statement.officer);
  // A browser has none of those in software; it would offer whoever's passkey it has.
  const by = own.map(({ credentialId }) => credentialId).filter((id) => !isSoftwareCredential(id));
  const challenge = challengeOf(statement);
  const { rpId } = deciding.relyingParty;
  return {
    request: by.length > 0 ? await requestOptions({ challenge, rpId, by }) : undefined,
    hasSoftware: softwarePasskeys?.has(statement.officer) === true,
  };
}

/**
 * The octets of an assertion over a statement, out of the form that a passkey completed (`credential`), or that asks
 * for the one in software (`software`). Undefined unless a passkey of the officer signed this very statement for our
 * pages.
 */
export async function readSignedForm(
  fields: URLSearchParams,
  statement: Statement,
  parts: SigningParts,
): Promise<Buffer | undefined> {
  const { deciding } = parts;
  const answer = answerIn(fields, statement, parts);
  const octets = answer && octetsOf(answer, statement);
  const assertion = octets && readAssertion(octets);
  if (!deciding || !assertion) return undefined;
  const passkey = await deciding.passkeys.find(statement.officer, assertion.credentialId);
  const isValid = passkey && (await isAssertionValid(assertion, passkey, deciding.relyingParty));
  return isValid === true ? octets : undefined;
}

function answerIn(
  fields: URLSearchParams,
  statement: Statement,
  { deciding, softwarePasskeys }: SigningParts,
): AuthenticationResponseJSON | undefined {
  const software = fields.has('software') && softwarePasskeys?.get(statement.officer);
  if (!software || !deciding) return readAnswer(fields.get('credential'));
  return software.assert({ challenge: challengeOf(statement), ...deciding.relyingParty });
}

function octetsOf(
  { id, response }: AuthenticationResponseJSON,
  statement: Statement,
): Buffer | undefined {
  const { authenticatorData, clientDataJSON, signature } = response;
  const said = { authenticatorData, clientDataJSON, signature, credentialId: id, statement };
  return assertionOctets(said);
}

import { createHash } from 'node:crypto';
import { canonicalOctets, readCanonicalJson } from '../../books/canonical-json.ts';
import type { PasskeyCredential, RelyingParty } from './assertion.ts';
import { verifySignIn, type AuthenticationResponseJSON } from './passkeys.ts';

/** A passkey that its holder adds to one they have. */
export interface Addition {
  readonly officerId: string;
  /** The challenge that the new passkey was made with: 256 random bits, used once. */
  readonly madeWith: string;
  /** What its holder calls it. */
  readonly label: string;
}

/**
 * The challenge that the older passkey signs: SHA-256 over what is added, in Base64url. Whoever keeps both can show for years that
 * the officer wanted this passkey, and nobody can make it up who only writes the table.
 */
export const additionChallenge = ({ officerId, madeWith, label }: Addition): string =>
  createHash('sha256')
    .update(canonicalOctets({ v: 1, act: 'addPasskey', officerId, madeWith, label }))
    .digest('base64url');

/** What the older passkey answered, as it is kept: canonical JSON of three members in Base64url. */
export const confirmationOctets = ({
  response: { authenticatorData, clientDataJSON, signature },
}: AuthenticationResponseJSON): Buffer =>
  canonicalOctets({ authenticatorData, clientDataJSON, signature });

/** An answer of this passkey out of what was kept. @throws for octets that are none */
function answerOf(octets: Buffer, id: string): AuthenticationResponseJSON {
  const response = readCanonicalJson(octets) as unknown as AuthenticationResponseJSON['response'];
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

/**
 * Whether a passkey confirmed an addition, for our pages, with its holder verified. The counter is not looked at: it is judged
 * again years later. Never throws for what the octets say.
 */
export async function isAdditionConfirmed(
  addition: Addition,
  confirmation: Buffer,
  { by, relyingParty }: { readonly by: PasskeyCredential; readonly relyingParty: RelyingParty },
): Promise<boolean> {
  try {
    const answer = answerOf(confirmation, by.credentialId);
    const expected = { ...relyingParty, challenge: additionChallenge(addition) };
    return (await verifySignIn(answer, expected, { ...by, signatureCounter: 0 })) !== undefined;
  } catch {
    return false;
  }
}

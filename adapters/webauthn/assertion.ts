import { createHash } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { canonicalOctets, readCanonicalJson } from '../../books/canonical-json.ts';
import { isCrossOrigin } from './client-data.ts';
import { readStatement, type Statement } from '../../domain/governance/statement.ts';

/**
 * What an officer's authenticator signed, as it lies in evidence (`webauthnAssertion`): canonical JSON of these members,
 * binary ones in Base64url. Its SHA-256 is the `assertionSha256` of entries.
 */
export interface Assertion {
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly credentialId: string;
  readonly signature: string;
  readonly statement: Statement;
}

/** A registered passkey. */
export interface PasskeyCredential {
  /** Base64url. */
  readonly credentialId: string;
  /** COSE_Key (RFC 9052 §7) as the authenticator gave it. */
  readonly publicKeyCose: Buffer;
}

/** Whose pages passkeys are made for. */
export interface RelyingParty {
  /** Origin of the console, such as `https://console.example`. */
  readonly origin: string;
  /** Its host. */
  readonly rpId: string;
}

/** Largest assertion that is read; real ones have about a kilobyte. */
export const ASSERTION_OCTETS_MAX = 16 * 1024;

const BASE64URL = /^[A-Za-z0-9_-]{1,8192}$/;
const BINARY = ['authenticatorData', 'clientDataJSON', 'credentialId', 'signature'] as const;

/** The challenge for a statement: SHA-256 of its canonical JSON, in Base64url. */
export const challengeOf = (statement: Statement): string =>
  createHash('sha256')
    .update(canonicalOctets({ ...statement }))
    .digest('base64url');

/** The octets of an assertion as they are kept. */
export const assertionOctets = (assertion: Assertion): Buffer =>
  canonicalOctets({ ...assertion, statement: { ...assertion.statement } });

/** Reads an assertion; undefined for octets that are not exactly one. */
export function readAssertion(octets: Buffer): Assertion | undefined {
  if (octets.length > ASSERTION_OCTETS_MAX) return undefined;
  const fields = parsed(octets);
  if (!fields || Object.keys(fields).length !== BINARY.length + 1) return undefined;
  const isBinary = BINARY.every((name) => isBase64Url(fields[name]));
  const statement = readStatement(fields['statement']);
  return isBinary && statement ? ({ ...fields, statement } as unknown as Assertion) : undefined;
}

/** In the one form that says its octets: what is signed has one text, and so one hash. */
const isBase64Url = (value: unknown): boolean =>
  typeof value === 'string' &&
  BASE64URL.test(value) &&
  Buffer.from(value, 'base64url').toString('base64url') === value;

function parsed(octets: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = readCanonicalJson(octets);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a passkey signed the very statement of an assertion, for our pages, with its holder verified (WebAuthn Level 3
 * §7.2). The counter is not looked at: an assertion is judged again years later, and passkeys that are synchronised have
 * none. Never throws for what the octets say.
 */
export async function isAssertionValid(
  assertion: Assertion,
  passkey: PasskeyCredential,
  { origin, rpId }: RelyingParty,
): Promise<boolean> {
  const { authenticatorData, clientDataJSON, credentialId, signature, statement } = assertion;
  if (credentialId !== passkey.credentialId || isCrossOrigin(clientDataJSON)) return false;
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: { authenticatorData, clientDataJSON, signature },
      },
      expectedChallenge: challengeOf(statement),
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(passkey.publicKeyCose),
        counter: 0,
      },
    });
    return verified;
  } catch {
    return false;
  }
}

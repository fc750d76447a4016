import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { cose, decodeAttestationObject } from '@simplewebauthn/server/helpers';
import type { PasskeyCredential, RelyingParty } from './assertion.ts';
import { isCrossOrigin } from './client-data.ts';

export type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
};

/** What a browser is asked to make a passkey with. */
export interface RegistrationRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly rpName: string;
  /** Octets that name the person to the authenticator, and say nothing about the person. */
  readonly userHandle: Buffer;
  readonly userName: string;
  /** Passkeys that the person has: an authenticator makes no second one. */
  readonly existing: readonly string[];
}

/** A passkey as it was made. */
export interface MadePasskey extends CountedPasskey {
  readonly transports: readonly string[];
}

/** A passkey with the count that its authenticator showed last; 0 for one that does not count. */
export interface CountedPasskey extends PasskeyCredential {
  readonly signatureCounter: number;
}

/** ECDSA with P-256 is what nearly all make; RSA is what some TPMs have instead. */
const ALGORITHMS = [cose.COSEALG.ES256, cose.COSEALG.RS256];

/** How long a browser waits for a person's touch. */
const PROMPT_MS = 120_000;

const octetsOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, 'base64url'));

/** What a browser makes a passkey by (`PublicKeyCredential.parseCreationOptionsFromJSON`). */
export function registrationOptions(
  request: RegistrationRequest,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    challenge: octetsOf(request.challenge),
    rpID: request.rpId,
    rpName: request.rpName,
    userID: new Uint8Array(request.userHandle),
    userName: request.userName,
    userDisplayName: request.userName,
    excludeCredentials: request.existing.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    timeout: PROMPT_MS,
  });
}

/** What a browser is asked to have signed, and by which passkeys: any of the site's if none are named. */
export interface SignatureRequest {
  readonly challenge: string;
  readonly rpId: string;
  /** Ids of credentials, in Base64url. */
  readonly by?: readonly string[];
}

/** What a browser has a passkey sign by (`PublicKeyCredential.parseRequestOptionsFromJSON`). */
export function requestOptions({
  challenge,
  rpId,
  by,
}: SignatureRequest): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    challenge: octetsOf(challenge),
    rpID: rpId,
    ...(by && { allowCredentials: by.map((id) => ({ id })) }),
    userVerification: 'required',
    timeout: PROMPT_MS,
  });
}

/**
 * Whether an attestation names a manufacturer. None was asked for. The library would believe one without any root,
 * and for some formats ask addresses outside for revocation lists while somebody registers.
 */
function hasCertificates(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(octetsOf(attestationObject));
  const format = attestation.get('fmt');
  if (format === 'none') return false;
  return format !== 'packed' || attestation.get('attStmt').get('x5c') !== undefined;
}

/**
 * Verifies the making of a passkey (WebAuthn §7.1): this challenge, this site, a person who was there and was
 * recognised.
 *
 * @returns undefined for whatever does not hold. The reasons of the library are for no reader of ours.
 */
export async function verifyRegistration(
  response: RegistrationResponseJSON,
  expected: RelyingParty & { readonly challenge: string },
): Promise<MadePasskey | undefined> {
  try {
    const { clientDataJSON, attestationObject } = response.response;
    if (isCrossOrigin(clientDataJSON) || hasCertificates(attestationObject)) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified || registrationInfo.credential.id !== response.id) return undefined;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return {
      credentialId: id,
      publicKeyCose: Buffer.from(publicKey),
      signatureCounter: counter,
      transports,
    };
  } catch {
    return undefined;
  }
}

/**
 * Verifies a sign-in by a passkey (WebAuthn §7.2): this challenge, this site, this key, a person who was there and
 * was recognised, and a counter that went on, if the authenticator counts.
 *
 * @returns the counter to remember; undefined for whatever does not hold.
 */
export async function verifySignIn(
  response: AuthenticationResponseJSON,
  expected: RelyingParty & { readonly challenge: string },
  passkey: CountedPasskey,
): Promise<{ readonly signatureCounter: number } | undefined> {
  if (isCrossOrigin(response.response.clientDataJSON)) return undefined;
  if (response.id !== passkey.credentialId) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKeyCose),
        counter: passkey.signatureCounter,
      },
    });
    return verified ? { signatureCounter: authenticationInfo.newCounter } : undefined;
  } catch {
    return undefined;
  }
}

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  challengeOf,
  type Assertion,
  type PasskeyCredential,
  type RelyingParty,
} from '../adapters/webauthn/assertion.ts';
import type { Statement } from '../domain/governance/statement.ts';

/** Flags of authenticator data: user present, and verified. */
const VERIFIED = 0x05;
export const PRESENT = 0x01;

/** A passkey whose private key lies in this process (ES256). */
export interface TestPasskey extends PasskeyCredential {
  readonly privateKey: KeyObject;
}

/** COSE_Key of a P-256 key in CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' }) as { x?: string; y?: string };
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
}

export function makePasskey(): TestPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(16).toString('base64url');
  return { credentialId, publicKeyCose: coseOf(publicKey), privateKey };
}

/** Where and how it is signed. */
export interface Signing extends RelyingParty {
  readonly flags?: number;
  /** In a frame of another site. */
  readonly crossOrigin?: boolean;
}

/** What an authenticator makes of a statement. */
export function signStatement(
  statement: Statement,
  { credentialId, privateKey }: TestPasskey,
  { origin, rpId, flags = VERIFIED, crossOrigin = false }: Signing,
): Assertion {
  const hash = createHash('sha256').update(rpId).digest();
  const data = Buffer.concat([hash, Buffer.from([flags]), Buffer.alloc(4)]);
  const challenge = challengeOf(statement);
  const client = Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin }),
  );
  const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
  return {
    authenticatorData: data.toString('base64url'),
    clientDataJSON: client.toString('base64url'),
    credentialId,
    signature: sign('sha256', signed, privateKey).toString('base64url'),
    statement,
  };
}

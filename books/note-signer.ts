/** Keys that sign notes. Where a key lies is its maker's business: here it only signs. */

import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

import { cosignedMessage, checkKeyName, keyIdOf, p256Key, printVkey } from './note-verifier.ts';
import type { NoteSigner } from './signed-note.ts';

/** A signer whose public key is known, with its verifier key line. */
export interface NoteSignerWithKey extends NoteSigner {
  readonly vkey: string;
}

/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410 §7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const SEED_OCTETS = 32;

function ed25519Key(key: Buffer | KeyObject): KeyObject {
  if (!Buffer.isBuffer(key)) {
    if (key.type === 'private' && key.asymmetricKeyType === 'ed25519') return key;
    throw new TypeError('not a private Ed25519 key');
  }
  if (key.length !== SEED_OCTETS) throw new TypeError('an Ed25519 seed has 32 octets');
  const pkcs8 = Buffer.concat([ED25519_PKCS8, key]);
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

const ed25519PublicOctets = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);

/**
 * Signs with an Ed25519 key (type 01), given as its seed of 32 octets or as a key object.
 *
 * @throws TypeError for another key; VkeyRefused for a name that no note can bear.
 */
export function ed25519Signer(name: string, key: Buffer | KeyObject): NoteSignerWithKey {
  checkKeyName(name);
  const privateKey = ed25519Key(key);
  const publicKey = ed25519PublicOctets(privateKey);
  return {
    name,
    keyId: keyIdOf(name, 1, publicKey),
    vkey: printVkey(name, 1, publicKey),
    sign: (message) => sign(null, message, privateKey),
  };
}

/**
 * Signs with a P-256 key that lies elsewhere (type 02).
 *
 * @param spki the public key as SubjectPublicKeyInfo in DER.
 * @param signMessage gives the DER signature of ECDSA with SHA-256 over the message itself.
 * @throws VkeyRefused for another key, or a name that no note can bear.
 */
export function ecdsaNoteSigner(
  name: string,
  spki: Buffer,
  signMessage: NoteSigner['sign'],
): NoteSignerWithKey {
  checkKeyName(name);
  p256Key(spki);
  return {
    name,
    keyId: keyIdOf(name, 2, spki),
    vkey: printVkey(name, 2, spki),
    sign: signMessage,
  };
}

/**
 * Cosigns as a witness does (type 04).
 *
 * @param now gives the time of the cosignature in seconds since 1970.
 * @throws TypeError for another key; VkeyRefused for a name that no note can bear.
 */
export function witnessSigner(
  name: string,
  key: Buffer | KeyObject,
  now: () => number,
): NoteSignerWithKey {
  checkKeyName(name);
  const privateKey = ed25519Key(key);
  const publicKey = ed25519PublicOctets(privateKey);
  return {
    name,
    keyId: keyIdOf(name, 4, publicKey),
    vkey: printVkey(name, 4, publicKey),
    sign: (message) => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(now()));
      const signed = cosignedMessage(message, time.readBigUInt64BE(0));
      return Buffer.concat([time, sign(null, signed, privateKey)]);
    },
  };
}

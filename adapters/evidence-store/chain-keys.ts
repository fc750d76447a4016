import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/**
 * Keys of the identity-check chains. Each chain has one key a ring; it lies wrapped once for the office
 * and once for the room (X25519, HKDF-SHA-256, AES-256-GCM), so that a program which only writes
 * evidence (the portal) can make a key but never read one back, and destroying the file erases what it
 * sealed.
 */

/** Key hierarchy: `chain` for personal data, `jlis` for what J-LIS sent (JPKI令15条の3: purged apart). */
export type Ring = 'chain' | 'jlis';

/** Who may unwrap. */
export type Reader = 'office' | 'enclave';

/** Public halves of both readers, raw 32 octets. */
export type ReaderPublicKeys = Readonly<Record<Reader, Buffer>>;

const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

/** X25519 private key from its 32 octets. */
export const readerKeyFrom = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([X25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** Raw public half, 32 octets. */
export const publicHalf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);

const publicKeyFrom = (raw: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([X25519_SPKI, raw]), format: 'der', type: 'spki' });

const wrappingKey = (shared: Buffer, ephemeral: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, ephemeral, 'toroku-chain-key/1', 32));

const NONCE = Buffer.alloc(12);

/**
 * Wraps the keys of all rings of a new chain for one reader: ephemeral public key (32), ciphertext,
 * tag (16). The wrapping key is used once, so a fixed GCM nonce is safe.
 */
export function wrapKeys(keys: readonly Buffer[], reader: Buffer): Buffer {
  const ephemeral = generateKeyPairSync('x25519');
  const raw = publicHalf(ephemeral.privateKey);
  const shared = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: publicKeyFrom(reader),
  });
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(shared, raw), NONCE);
  const sealed = Buffer.concat([cipher.update(Buffer.concat(keys)), cipher.final()]);
  return Buffer.concat([raw, sealed, cipher.getAuthTag()]);
}

/** The keys, in the order of `wrapKeys`. @throws Error if the file was not wrapped for this reader. */
export function unwrapKeys(wrapped: Buffer, reader: KeyObject): Buffer[] {
  const raw = wrapped.subarray(0, 32);
  const shared = diffieHellman({ privateKey: reader, publicKey: publicKeyFrom(raw) });
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(shared, raw), NONCE);
  decipher.setAuthTag(wrapped.subarray(-16));
  const plain = Buffer.concat([decipher.update(wrapped.subarray(32, -16)), decipher.final()]);
  return Array.from({ length: plain.length / 32 }, (_, i) => plain.subarray(i * 32, i * 32 + 32));
}

/** Seals octets under a key: nonce (12), ciphertext, tag (16). */
export function seal(key: Buffer, octets: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(octets), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made. @throws Error if a bit differs or the key is another. */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

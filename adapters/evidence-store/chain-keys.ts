import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { randomOctets } from './random-octets.ts';

/**
 * Keys of the identity-check chains. Each chain has one key a ring; it lies wrapped once for the office
 * and once for the room (X25519, HKDF-SHA-256, AES-256-GCM), so that a program which only writes
 * evidence needs no private key to make a chain, and destroying the files erases what the chain sealed.
 * For the portal lies there what opens certificates, and nothing that opens the rest.
 */

/** Key hierarchy: `chain` for personal data, `jlis` for what J-LIS sent (JPKI令15条の3: purged apart). */
export type Ring = 'chain' | 'jlis';

/** Keys of a chain as a reader holds them in memory. */
export type ChainKeys = Readonly<Record<Ring, Buffer>>;

/** Who may unwrap: office and enclave all keys of a chain, the portal the key of what is handed out. */
export type Reader = 'office' | 'enclave' | 'portal';

/** Public halves of the readers, raw 32 octets; a chain made without a portal hands nothing out. */
export type ReaderPublicKeys = Readonly<
  Record<Exclude<Reader, 'portal'>, Buffer> & Partial<Record<'portal', Buffer>>
>;

const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** X25519 private key from its 32 octets. */
export const readerKeyFrom = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([X25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** Raw public half, 32 octets. As a JWK: node:crypto takes fifty times as long to write DER. */
export const publicHalf = (key: KeyObject): Buffer =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');

/** X25519 public key from its 32 octets. */
export const publicKeyFrom = (raw: Buffer): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') },
    format: 'jwk',
  });

const wrappingKey = (shared: Buffer, sender: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, sender, 'toroku-chain-key/1', 32));

/** Chain keys wrapped under one sender key; a sender key lives no longer than its program. */
const WRAPS_PER_SENDER = 10_000;

/**
 * Wraps chain keys for one reader. The sender key is made anew for each program and again after ten
 * thousand chains, so that the costly key agreement is shared by many chains; each chain has its own keys
 * and its own file all the same.
 */
export class KeyWrapper {
  readonly #reader: Buffer;
  #sender: { readonly raw: Buffer; readonly key: Buffer; left: number } | undefined;

  /** @param reader public half of who may unwrap, raw 32 octets. */
  constructor(reader: Buffer) {
    this.#reader = reader;
  }

  #open(): { readonly raw: Buffer; readonly key: Buffer } {
    if (!this.#sender || this.#sender.left === 0) {
      const { privateKey } = generateKeyPairSync('x25519');
      const raw = publicHalf(privateKey);
      const shared = diffieHellman({ privateKey, publicKey: publicKeyFrom(this.#reader) });
      this.#sender = { raw, key: wrappingKey(shared, raw), left: WRAPS_PER_SENDER };
    }
    this.#sender.left -= 1;
    return this.#sender;
  }

  /** Wraps keys of a chain: sender (32), nonce (12), ciphertext, tag (16). */
  wrap(keys: readonly Buffer[]): Buffer {
    const { raw, key } = this.#open();
    return Buffer.concat([raw, seal(key, Buffer.concat(keys))]);
  }
}

/** Sender keys a reader remembers; more are agreed on again. */
const SENDERS_MAX = 256;

/** Unwraps what `KeyWrapper` wrapped for this reader. */
export class KeyUnwrapper {
  readonly #reader: KeyObject;
  readonly #senders = new Map<string, Buffer>();

  constructor(reader: KeyObject) {
    this.#reader = reader;
  }

  #keyOf(raw: Buffer): Buffer {
    const name = raw.toString('latin1');
    const known = this.#senders.get(name);
    if (known) return known;
    if (this.#senders.size >= SENDERS_MAX) this.#senders.clear();
    const shared = diffieHellman({ privateKey: this.#reader, publicKey: publicKeyFrom(raw) });
    const key = wrappingKey(shared, raw);
    this.#senders.set(name, key);
    return key;
  }

  /** The keys, in the order in which they were wrapped. @throws Error if not for this reader. */
  unwrap(wrapped: Buffer): Buffer[] {
    const plain = unseal(this.#keyOf(wrapped.subarray(0, 32)), wrapped.subarray(32));
    return Array.from({ length: plain.length / 32 }, (_, i) => plain.subarray(i * 32, i * 32 + 32));
  }
}

/** Seals octets under a key: nonce (12), ciphertext, tag (16). */
export function seal(key: Buffer, octets: Uint8Array): Buffer {
  const nonce = randomOctets(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(octets), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made. @throws Error if a bit differs or the key is another. */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

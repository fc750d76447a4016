import {
  createPrivateKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { publicHalf, publicKeyFrom, seal, unseal } from './chain-keys.ts';

/**
 * Sealing for a chain without a key of it. Out of the key of its ring `chain` come an X25519 pair, whose
 * public half lies open beside the wrapped keys, and the key of what is handed out again. So a program
 * may add to a chain that it cannot read, and destroying the wrapped keys still erases everything.
 */

const derived = (key: Buffer, salt: Buffer | string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, use, 32));

/** Key of the objects that a chain hands out: whoever holds it opens those and no other. */
export const handOutKey = (chainKey: Buffer): Buffer =>
  derived(chainKey, '', 'toroku-chain-hand-out/1');

const NO_PUBLIC_HALF = Buffer.alloc(32).toString('base64url');

/** As a JWK, which costs a sixth of decoding DER; the public half is computed, whatever `x` says. */
function privateHalf(chainKey: Buffer): KeyObject {
  const d = derived(chainKey, '', 'toroku-chain-inlet/1').toString('base64url');
  return createPrivateKey({
    key: { kty: 'OKP', crv: 'X25519', d, x: NO_PUBLIC_HALF },
    format: 'jwk',
  });
}

/** Public half of a chain, raw 32 octets: what `sealForChain` takes. */
export const chainPublicHalf = (chainKey: Buffer): Buffer => publicHalf(privateHalf(chainKey));

const agreedKey = (shared: Buffer, sender: Buffer): Buffer =>
  derived(shared, sender, 'toroku-sealed-for-chain/1');

/** Seals octets for whoever has the chain's key: sender (32), nonce (12), ciphertext, tag (16). */
export function sealForChain(chain: Buffer, octets: Uint8Array): Buffer {
  const { privateKey } = generateKeyPairSync('x25519');
  const sender = publicHalf(privateKey);
  const shared = diffieHellman({ privateKey, publicKey: publicKeyFrom(chain) });
  return Buffer.concat([sender, seal(agreedKey(shared, sender), octets)]);
}

/** Opens what `sealForChain` made. @throws Error if a bit differs or the chain is another. */
export function unsealForChain(chainKey: Buffer, sealed: Buffer): Buffer {
  const sender = sealed.subarray(0, 32);
  const publicKey = publicKeyFrom(sender);
  const shared = diffieHellman({ privateKey: privateHalf(chainKey), publicKey });
  return unseal(agreedKey(shared, sender), sealed.subarray(32));
}

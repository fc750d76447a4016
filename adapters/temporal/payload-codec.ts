import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { decodePayload, encodePayload } from './payload-octets.ts';

const ENCODING = Buffer.from('binary/toroku-aes-256-gcm');
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/**
 * Encrypts every payload before it leaves the program (AES-256-GCM, one key an installation). Payloads
 * hold ids, codes and hashes only; this is the second lock, for what a mistake would put there.
 */
export class EncryptingCodec implements PayloadCodec {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** One encrypted payload for each plain one. */
  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const nonce = randomBytes(NONCE_OCTETS);
      const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
      const data = Buffer.concat([
        nonce,
        cipher.update(encodePayload(payload)),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return { metadata: { encoding: ENCODING }, data };
    });
  }

  /** Plain payloads again; one that was never encrypted passes through. @throws Error on a wrong key */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const { encoding } = payload.metadata ?? {};
      if (!encoding || !ENCODING.equals(encoding) || !payload.data) return payload;
      const data = Buffer.from(payload.data);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, data.subarray(0, NONCE_OCTETS));
      decipher.setAuthTag(data.subarray(-TAG_OCTETS));
      return decodePayload(
        Buffer.concat([
          decipher.update(data.subarray(NONCE_OCTETS, -TAG_OCTETS)),
          decipher.final(),
        ]),
      );
    });
  }
}

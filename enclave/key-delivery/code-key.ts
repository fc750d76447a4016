import { createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  CODE_KEY_DERIVATION,
  CODE_RANDOM_OCTETS,
  codeFromRandom,
} from '../../domain/key-delivery/code.ts';

/** A code before its key is sealed and its letter is encrypted: whoever has it overwrites the key. */
export interface NewCode {
  /** The 16 symbols. A text cannot be overwritten: it lives until its memory is used for something else. */
  readonly symbols: string;
  readonly salt: Buffer;
  /** K, 32 octets. */
  readonly key: Buffer;
}

/** Makes a code with its salt, and derives K from both (NIST SP 800-132): some 0.2 s, on another thread. */
export async function newCode(): Promise<NewCode> {
  const random = randomBytes(CODE_RANDOM_OCTETS);
  const symbols = codeFromRandom(random);
  random.fill(0);
  const { iterations, saltOctets, keyOctets } = CODE_KEY_DERIVATION;
  const salt = randomBytes(saltOctets);
  const password = Buffer.from(symbols, 'ascii');
  try {
    const key = await new Promise<Buffer>((resolve, reject) => {
      pbkdf2(password, salt, iterations, keyOctets, 'sha256', (error, derived) =>
        error ? reject(error) : resolve(derived),
      );
    });
    return { symbols, salt, key };
  } finally {
    password.fill(0);
  }
}

/** Tells, in a time that says nothing, whether a MAC is that of a message under K. */
export function isMacOf(mac: Buffer, key: Buffer, message: Uint8Array): boolean {
  const expected = createHmac('sha256', key).update(message).digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}

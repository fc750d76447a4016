import {
  CODE_KEY_DERIVATION,
  readTypedCode,
  redemptionMessage,
} from '../domain/key-delivery/code.ts';
import type { ProofOfPossession, ProvableKey } from './keys.ts';
import { fromHex, owned, sha256Hex, toHex, utf8, type WebKey } from './octets.ts';

export { readTypedCode };
export type { CodeReading } from '../domain/key-delivery/code.ts';

/** What is needed to redeem a code: `GET /certificate-applications/{id}/key-delivery`. */
export interface KeyDelivery {
  readonly applicationId: string;
  /** 1 for the first code of the case, one more for each that follows. */
  readonly codeNumber: number;
  readonly state: string;
  /** 32 hexadecimal digits. */
  readonly salt: string;
  readonly iterations: number;
  /** Of this redemption, 32 hexadecimal digits; good for 24 hours. */
  readonly nonce: string;
  readonly nonceExpiresAt: string;
  readonly attemptsLeft: number;
  readonly textSha256: string;
  readonly orders: readonly { readonly order: number; readonly certificateType: string }[];
}

/** Body of `PUT …/key-delivery/{codeNumber}/redemption`. The code is not in it, and cannot be told from it. */
export interface RedemptionBody {
  readonly nonce: string;
  /** 64 hexadecimal digits. */
  readonly mac: string;
  readonly keys: readonly ProofOfPossession[];
}

/** Raised for a code that cannot be one; nothing was sent, no attempt is spent. */
export class CodeMistyped extends Error {
  override name = 'CodeMistyped';
  readonly reason: 'unknownSymbol' | 'length' | 'checkSymbol';

  constructor(reason: CodeMistyped['reason']) {
    super(`the code was mistyped: ${reason}`);
    this.reason = reason;
  }
}

/** Raised for a key delivery whose numbers would make the code easy to guess. */
export class WeakDerivation extends Error {
  override name = 'WeakDerivation';
}

/** The key K of a code (PBKDF2-HMAC-SHA-256), in WebCrypto and not to be taken out of it. */
async function deriveK(symbols: string, delivery: KeyDelivery): Promise<WebKey> {
  const { iterations, saltOctets, keyOctets } = CODE_KEY_DERIVATION;
  const salt = fromHex(delivery.salt);
  // A portal in between that asked for less could guess the code from the MAC.
  if (delivery.iterations < iterations || salt.length !== saltOctets) {
    throw new WeakDerivation('fewer iterations, or another salt, than the code needs');
  }
  const password = await crypto.subtle.importKey('raw', utf8(symbols), 'PBKDF2', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: delivery.iterations },
    password,
    { name: 'HMAC', hash: 'SHA-256', length: keyOctets * 8 },
    false,
    ['sign'],
  );
}

/**
 * Makes what is sent instead of the code: the MAC under it, the keys, and their proofs (規則6条3号の2).
 *
 * @param typed what the person typed; full width, lower case, hyphens and spaces are let through
 * @param keys one for each order, in their order
 * @throws CodeMistyped before anything is computed; CsrWithoutProof, WeakDerivation
 */
export async function redemptionOf(
  delivery: KeyDelivery,
  typed: string,
  keys: readonly ProvableKey[],
): Promise<RedemptionBody> {
  const reading = readTypedCode(typed);
  if (!reading.ok) throw new CodeMistyped(reading.reason);
  if (keys.length !== delivery.orders.length) throw new RangeError('not one key for each order');
  const { applicationId, codeNumber, nonce, textSha256, orders } = delivery;
  const proofs = await Promise.all(
    keys.map((key, index) =>
      key.prove({ applicationId, order: orders[index]?.order ?? index + 1, nonce, textSha256 }),
    ),
  );
  const spkiSha256 = await Promise.all(keys.map(({ spki }) => sha256Hex(spki)));
  const message = redemptionMessage({ applicationId, codeNumber, nonce, spkiSha256 });
  const k = await deriveK(reading.symbols, delivery);
  const mac = await crypto.subtle.sign('HMAC', k, owned(message));
  return { nonce, mac: toHex(new Uint8Array(mac)), keys: proofs };
}

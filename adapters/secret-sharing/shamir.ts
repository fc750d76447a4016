import { combine, split } from 'shamir-secret-sharing';

/** So many shares give the secret back; one fewer says nothing about it. */
export const SHARES_NEEDED = 2;

/** Most shares of one secret (an octet numbers them; 0 and 255 are kept back). */
export const SHARES_MAX = 254;

/**
 * Splits a secret by Shamir's scheme over GF(2^8).
 *
 * @returns `count` shares, each one octet longer than the secret. @throws RangeError for too few or too many.
 */
export async function splitSecret(secret: Buffer, count: number): Promise<Buffer[]> {
  if (count < SHARES_NEEDED || count > SHARES_MAX) throw new RangeError(`${count} shares`);
  const shares = await split(new Uint8Array(secret), count, SHARES_NEEDED);
  return shares.map((share) => Buffer.from(share));
}

/** What the shares give: the secret, or other octets if one is not of it; undefined for too few, or two alike. */
export async function joinSecret(shares: readonly Buffer[]): Promise<Buffer | undefined> {
  if (shares.length < SHARES_NEEDED) return undefined;
  try {
    return Buffer.from(await combine(shares.map((share) => new Uint8Array(share))));
  } catch {
    return undefined;
  }
}

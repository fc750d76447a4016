import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { joinSecret, splitSecret } from '../../adapters/secret-sharing/shamir.ts';
import type { CustodianShare } from '../../adapters/secret-sharing/share-file.ts';
import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';

/** Type under which the room keeps the register of shares. */
export const SHARES_DOCUMENT = 'keyShares';

/**
 * Who holds a share of the token's PIN, by the hash of each share: a share is known to be the right one, and whose it
 * is, before the token hears of it. The hashes help nobody: the secret begins with 32 random octets.
 */
export interface ShareRegister {
  readonly v: 1;
  /** Names one splitting: shares of two splittings do not join. */
  readonly set: string;
  readonly secretSha256: string;
  readonly custodians: readonly { readonly id: string; readonly shareSha256: string }[];
}

const SALT_OCTETS = 32;

/** Splits a PIN so that any two of the custodians have it together, and none alone. */
export async function splitPin(
  pin: string,
  set: string,
  custodians: readonly string[],
): Promise<{ readonly register: ShareRegister; readonly shares: readonly CustodianShare[] }> {
  const secret = Buffer.concat([randomBytes(SALT_OCTETS), Buffer.from(pin, 'utf8')]);
  const parts = await splitSecret(secret, custodians.length);
  const shares = custodians.map((custodian, at) => ({
    set,
    custodian,
    share: parts[at] ?? Buffer.alloc(0),
  }));
  const register: ShareRegister = {
    v: 1,
    set,
    secretSha256: sha256Hex(secret),
    custodians: shares.map(({ custodian, share }) => ({
      id: custodian,
      shareSha256: sha256Hex(share),
    })),
  };
  secret.fill(0);
  return { register, shares };
}

/** Whether a share is the one that the register has of its custodian. */
export const isRegisteredShare = (
  { set, custodians }: ShareRegister,
  share: CustodianShare,
): boolean =>
  share.set === set &&
  custodians.some(
    ({ id, shareSha256 }) => id === share.custodian && shareSha256 === sha256Hex(share.share),
  );

/** The PIN of two shares; undefined if they do not give the secret of the register. */
export async function joinPin(
  { secretSha256 }: ShareRegister,
  shares: readonly CustodianShare[],
): Promise<string | undefined> {
  const secret = await joinSecret(shares.map(({ share }) => share));
  if (!secret) return undefined;
  const isIt = sha256Hex(secret) === secretSha256;
  const pin = isIt ? secret.subarray(SALT_OCTETS).toString('utf8') : undefined;
  secret.fill(0);
  return pin;
}

/** The register in force in the room's database; undefined before the ceremony. */
export async function shareRegisterInForce(
  pool: Pick<pg.Pool, 'query'>,
): Promise<ShareRegister | undefined> {
  const { rows } = await pool.query<{ content: Buffer }>(
    `select content from accepted_documents where document_type = $1 and effective_from <= now()
     order by effective_from desc limit 1`,
    [SHARES_DOCUMENT],
  );
  const [row] = rows;
  return row && (readCanonicalJson(row.content) as unknown as ShareRegister);
}

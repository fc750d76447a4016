import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** One custodian's share of the PIN: whose it is, and of which splitting. */
export interface CustodianShare {
  readonly set: string;
  readonly custodian: string;
  readonly share: Buffer;
}

/** A share as its custodian keeps it: under a passphrase that nobody else knows. Binary members in Base64url. */
export interface SealedShare {
  readonly v: 1;
  readonly set: string;
  readonly custodian: string;
  readonly salt: string;
  readonly nonce: string;
  readonly sealed: string;
}

/** Shortest passphrase that a share is sealed under. */
export const PASSPHRASE_MIN = 12;

/** 32 MiB and some 60 ms for one guess (RFC 7914). */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

const keyOf = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** The share of one custodian opens as no other's: both names are authenticated. */
const boundTo = ({ set, custodian }: Pick<SealedShare, 'set' | 'custodian'>): Buffer =>
  Buffer.from(`toroku-share/1\n${set}\n${custodian}`);

/** Seals a share under its custodian's passphrase. @throws RangeError for a short passphrase */
export async function sealShare(share: CustodianShare, passphrase: string): Promise<SealedShare> {
  if (passphrase.length < PASSPHRASE_MIN) {
    throw new RangeError(`a passphrase has at least ${PASSPHRASE_MIN} characters`);
  }
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce);
  cipher.setAAD(boundTo(share));
  const sealed = Buffer.concat([cipher.update(share.share), cipher.final(), cipher.getAuthTag()]);
  return {
    v: 1,
    set: share.set,
    custodian: share.custodian,
    salt: salt.toString('base64url'),
    nonce: nonce.toString('base64url'),
    sealed: sealed.toString('base64url'),
  };
}

/** Opens a share; undefined if the passphrase is another one, or the file was changed. */
export async function openShare(
  file: SealedShare,
  passphrase: string,
): Promise<CustodianShare | undefined> {
  const sealed = Buffer.from(file.sealed, 'base64url');
  const key = await keyOf(passphrase, Buffer.from(file.salt, 'base64url'));
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(file.nonce, 'base64url'));
    cipher.setAAD(boundTo(file));
    cipher.setAuthTag(sealed.subarray(-16));
    const share = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    return { set: file.set, custodian: file.custodian, share };
  } catch {
    return undefined;
  }
}

const MEMBERS = ['v', 'set', 'custodian', 'salt', 'nonce', 'sealed'] as const;

/** Reads the file of a share; undefined for anything that is not exactly one. */
export function readSealedShare(text: string): SealedShare | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const { v, ...strings } = value;
    const isIt =
      v === 1 &&
      Object.keys(value).toSorted().join() === MEMBERS.toSorted().join() &&
      Object.values(strings).every((each) => typeof each === 'string');
    return isIt ? (value as unknown as SealedShare) : undefined;
  } catch {
    return undefined;
  }
}

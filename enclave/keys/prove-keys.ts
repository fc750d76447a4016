import { randomBytes, verify } from 'node:crypto';
import type pg from 'pg';
import type { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { openIssuerKey } from './issuer-key.ts';

/** `operation` of the entries of a self-test; the reconciliation counts those that begin. */
export const SELF_TEST = 'issuerKey.selfTest';

/**
 * What an issuing key signs at a start: it begins with a letter, so it is no DER, and no certificate, list or answer can
 * ever be read out of it.
 */
const PREFIX = 'toroku issuer key self-test, no certificate\n';

/** Where keys are proven. */
export interface ProvingRoom {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly token: Pick<HsmToken, 'findKey' | 'keyProtection'>;
  readonly book: Pick<RoomBook, 'write'>;
  readonly now: () => Date;
}

/** A key that may sign something yet. */
interface LiveKey {
  readonly issuerKeyId: string;
  readonly hsmLabel: string;
  readonly caCertificate: Buffer;
}

async function liveKeys(pool: ProvingRoom['pool']): Promise<readonly LiveKey[]> {
  const { rows } = await pool.query<LiveKey>(
    `select issuer_key_id as "issuerKeyId", hsm_label as "hsmLabel", ca_certificate as "caCertificate"
     from issuer_keys where state not in ('retired', 'compromised') order by issuer_key_id`,
  );
  return rows;
}

/**
 * Sees to it that a private key was made in the token and cannot leave it (規則4条4号).
 *
 * @throws DomainError `HsmKeyExposed` with what the token says otherwise.
 */
export function requireProtection(token: Pick<HsmToken, 'keyProtection'>, label: string): void {
  const { extractable, neverExtractable, sensitive, alwaysSensitive } = token.keyProtection(label);
  const says = [
    ...(extractable ? ['extractable'] : []),
    ...(neverExtractable ? [] : ['was extractable']),
    ...(sensitive ? [] : ['not sensitive']),
    ...(alwaysSensitive ? [] : ['was not sensitive']),
  ];
  if (says.length > 0) throw new DomainError('HsmKeyExposed', `${label}: ${says.join(', ')}`);
}

const entryOf = ({ now }: ProvingRoom, { issuerKeyId }: LiveKey, result: string): RoomEntry => ({
  id: newEntryId(),
  event: 'operation.recorded',
  items: ['4ハ'],
  at: now().toISOString(),
  actor: { kind: 'system', id: 'enclave-worker' },
  data: { operation: SELF_TEST, machine: issuerKeyId, result },
});

async function isProven(room: ProvingRoom, key: LiveKey): Promise<boolean> {
  const opened = openIssuerKey(key, room.token.findKey(key.hsmLabel));
  const octets = Buffer.concat([Buffer.from(PREFIX), randomBytes(32)]);
  const signature = await opened.sign(octets);
  const hash = opened.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  return verify(hash, octets, opened.publicKey, signature);
}

/**
 * Proves every key that is not retired: kept as it has to be, and the private half of its CA certificate's key, by a
 * signature. No signature is made that the book does not have: its entry comes first, and the reconciliation counts it.
 * A crash between leaves an entry whose signature was perhaps never made; the counters allow for that (Q9).
 *
 * @returns ids of the keys. @throws DomainError `HsmKeyExposed`, `HsmKeyMissing`, or `CertificateMismatch`.
 */
export async function proveKeys(room: ProvingRoom): Promise<readonly string[]> {
  const keys = await liveKeys(room.pool);
  for (const { hsmLabel } of keys) requireProtection(room.token, hsmLabel);
  if (keys.length === 0) return [];
  await room.book.write({ entries: keys.map((key) => entryOf(room, key, 'begun')) });
  for (const key of keys) {
    if (await isProven(room, key)) continue;
    await room.book.write({ entries: [entryOf(room, key, 'failed')] });
    throw new DomainError('CertificateMismatch', `self-test of ${key.issuerKeyId}`);
  }
  return keys.map(({ issuerKeyId }) => issuerKeyId);
}

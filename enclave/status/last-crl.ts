import type pg from 'pg';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { SignatureRow } from '../book/key-rows.ts';
import type { KeyRoom } from '../keys/change-key-state.ts';
import { compromiseOf, type Compromise } from '../keys/stop-compromised-key.ts';
import { checkCrl, openOwnCrl, type ExpectedCrl } from './check-crl.ts';
import type { CrlContent } from './crl-writer.ts';
import type { EntriesDigest } from './entry-digest.ts';
import { digestEntries } from './entry-octets.ts';
import { tbsOfRegister } from './make-list.ts';
import { lostOf, registerEntries } from './register-entries.ts';
import {
  newestLists,
  noteListPublished,
  numberAfter,
  signList,
  type CrlPlace,
  type CrlRow,
  type ListRoom,
} from './sign-list.ts';

/** Where the last list of a key is made and goes. */
export interface LastCrlRoom extends ListRoom {
  /** The list before, if it is kept still. */
  readonly archived: (place: CrlPlace) => Buffer | undefined;
  /** Puts a list where relying parties take it, whole or not at all, and reads it back. */
  readonly publish: (place: CrlPlace, octets: Buffer) => Promise<Buffer>;
}

/** A list that is published. */
export interface PublishedCrl extends CrlPlace {
  readonly sha256: string;
  readonly entries: number;
}

/** The shard that entries name; the list is complete, so the same octets stand at every place that a certificate may name. */
const SHARD = 0;

/** Every certificate of the key, on one list. */
const ALL = { shards: [], counts: [1] } as const;

/**
 * Makes and publishes the last list of revoked certificates of a compromised key: the one thing that the key still signs,
 * because relying parties believe nobody else about what it signed (RFC 5280 §6.3.3). It holds until the CA certificate ends.
 *
 * The call of the HSM is counted before it is made; a repeat signs the same octets; a list that was signed is published as it
 * is, and there is never a second one.
 *
 * @throws DomainError `IllegalTransition` before all is revoked; `CertificateMismatch`, `StatusDiverged`.
 */
export async function publishLastCrl(room: LastCrlRoom): Promise<PublishedCrl> {
  const { issuerKeyId } = room.key;
  const compromise = await compromiseOf(room, issuerKeyId);
  if (!compromise) throw new DomainError('IllegalTransition', `${issuerKeyId} is not compromised`);
  await requireAllRevoked(room, compromise);
  const lists = await newestLists(room.pool, { issuerKeyId, shard: SHARD });
  const last = lists.find(({ begunAt }) => begunAt >= compromise.at);
  const previous = lists.find(({ begunAt }) => begunAt < compromise.at);
  const kept = last && octetsOf(room, last);
  return publishLast(room, kept ?? (await signLast(room, { begun: last, previous })));
}

/** What was signed; after a database was rolled forward it is in the archive alone. */
function octetsOf(
  room: LastCrlRoom,
  { number, sha256, octets }: CrlRow,
): { readonly number: string; readonly octets: Buffer } | undefined {
  if (sha256 === null) return undefined;
  const { issuerKeyId } = room.key;
  const kept = octets ?? room.archived({ issuerKeyId, shard: SHARD, number });
  if (!kept || sha256Hex(kept) !== sha256) {
    throw new DomainError('StatusDiverged', `list ${number} is not where it was kept`);
  }
  return { number, octets: kept };
}

async function requireAllRevoked({ pool }: KeyRoom, { issuerKeyId, at }: Compromise) {
  const { rows } = await pool.query<{ left: string }>(
    `select count(*) as left from issuances i
     where issuer_key_id = $1 and not_after >= $2 and not exists (select 1 from revocations r
       where r.issuer_key_id = i.issuer_key_id and r.serial_number = i.serial_number)`,
    [issuerKeyId, at],
  );
  const left = Number(rows[0]?.left);
  if (left > 0) throw new DomainError('IllegalTransition', `${left} are not revoked yet`);
}

function contentOf(
  { key }: LastCrlRoom,
  { number, begunAt }: Pick<SignatureRow, 'number' | 'begunAt'>,
): CrlContent {
  const thisUpdate = new Date(begunAt);
  thisUpdate.setMilliseconds(0);
  return {
    issuer: key.certificate.subject,
    issuerKeyId: key.issuerKeyId,
    signatureAlgorithm: key.signatureAlgorithm,
    number: BigInt(number),
    thisUpdate,
    nextUpdate: key.certificate.notAfter,
  };
}

const registered = ({ pool, key }: { readonly pool: Pick<pg.Pool, 'query'> } & LastCrlRoom) =>
  registerEntries(pool, { issuerKeyId: key.issuerKeyId, shard: SHARD, shards: ALL });

const expectedOf = (
  room: LastCrlRoom,
  content: CrlContent,
  {
    registered: said,
    previous,
  }: { readonly registered: EntriesDigest; readonly previous?: Buffer | undefined },
): ExpectedCrl => ({
  spki: room.key.certificate.spki,
  content,
  registered: said,
  previous: previous && openOwnCrl(previous),
  lost: (serials) => lostOf(room.pool, { issuerKeyId: room.key.issuerKeyId }, serials),
});

interface Signing {
  readonly begun: CrlRow | undefined;
  readonly previous: CrlRow | undefined;
}

async function signLast(room: LastCrlRoom, { begun, previous }: Signing) {
  const { issuerKeyId } = room.key;
  const begunAt = begun?.begunAt ?? room.now();
  const number = begun?.number ?? numberAfter(previous, begunAt);
  const content = contentOf(room, { number, begunAt });
  const before = previous && room.archived({ issuerKeyId, shard: SHARD, number: previous.number });
  const made = await tbsOfRegister(content, registered(room));
  return signList(room, {
    shard: SHARD,
    begin: { id: begun?.id ?? newEntryId(), issuerKeyId, kind: 'crl', number, begunAt },
    attemptsBefore: begun?.signatureAttempts ?? 0,
    content,
    roomy: made.roomy,
    previousSha256: previous?.sha256,
    check: (octets) =>
      checkCrl(
        octets,
        expectedOf(room, content, { registered: made.registered, previous: before }),
      ),
    breakGlass: true,
  });
}

/** A crash before the entry leaves a list that is published, or not; the repeat publishes the same octets. */
async function publishLast(
  room: LastCrlRoom,
  { number, octets }: { readonly number: string; readonly octets: Buffer },
): Promise<PublishedCrl> {
  const { issuerKeyId } = room.key;
  const place = { issuerKeyId, shard: SHARD, number };
  const readBack = await room.publish(place, octets);
  const sha256 = sha256Hex(octets);
  if (!readBack.equals(octets)) throw new DomainError('StatusDiverged', `list ${number} read back`);
  const row = (await newestLists(room.pool, place)).find((each) => each.number === number);
  if (!row) throw new DomainError('StatusDiverged', `list ${number} is not in the table`);
  const content = contentOf(room, row);
  const said = await digestEntries(registered(room));
  const { size } = await checkCrl(readBack, expectedOf(room, content, { registered: said }));
  if (row.publishedAt === null) await noteListPublished(room, { ...place, sha256, id: row.id });
  return { ...place, sha256, entries: size };
}

import { verify } from 'node:crypto';
import type pg from 'pg';
import type { OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { SignatureRow } from '../book/key-rows.ts';
import type { RoomEntry } from '../book/room-book.ts';
import type { KeyRoom } from '../keys/change-key-state.ts';
import type { ActSigner } from '../keys/dual-control-act.ts';
import type { IssuerKey } from '../room.ts';
import { certificateListOf, type CrlContent, type RoomyTbs } from './crl-writer.ts';

/** Where lists of a key are made. */
export interface ListRoom extends KeyRoom {
  readonly key: IssuerKey;
  /** In whose name entries are written. */
  readonly by: ActSigner['actor'] | { readonly kind: 'system'; readonly id: string };
  readonly now: () => Date;
}

/** Which list it is. */
export interface CrlPlace {
  readonly issuerKeyId: string;
  readonly shard: number;
  readonly number: string;
}

/** A call of the HSM for a list, and what it made. */
export interface CrlRow extends SignatureRow {
  readonly signatureAttempts: number;
  readonly sha256: string | null;
  /** Of a last list; every other is in the archive of what was published. */
  readonly octets: Buffer | null;
  readonly publishedAt: Date | null;
}

const LIST_COLUMNS = `id, issuer_key_id as "issuerKeyId", kind, shard, number, begun_at as "begunAt",
  tbs_sha256 as "tbsSha256", signature_attempts as "signatureAttempts", sha256, octets,
  published_at as "publishedAt"`;

const LISTS = `from issuer_signatures where issuer_key_id = $1 and kind = 'crl' and shard = $2`;

/** Numbers alone rise without fail: a clock may go back, and what was begun then is no older for it. */
const NEWEST = `
  select * from (
    (select ${LIST_COLUMNS} ${LISTS} and sha256 is null order by number::numeric desc limit 1)
    union all
    (select ${LIST_COLUMNS} ${LISTS} and sha256 is not null order by number::numeric desc limit 16)
  ) as lists order by number::numeric desc`;

/**
 * The newest signed lists of a shard, by their numbers, newest first; and the newest of those that were begun and never signed: an
 * HSM that is away for a day leaves thousands of them, which must not hide the list before.
 */
export async function newestLists(
  pool: Pick<pg.Pool, 'query'>,
  { issuerKeyId, shard }: Pick<CrlPlace, 'issuerKeyId' | 'shard'>,
): Promise<CrlRow[]> {
  const { rows } = await pool.query<CrlRow>({
    name: 'newest-lists',
    text: NEWEST,
    values: [issuerKeyId, shard],
  });
  return rows;
}

/** Seconds since 1970, above the list before: it repeats neither after a restore nor within one second. */
export function numberAfter(previous: Pick<CrlRow, 'number'> | undefined, at: Date): string {
  const seconds = BigInt(Math.floor(at.getTime() / 1000));
  const before = previous ? BigInt(previous.number) : 0n;
  return String(seconds > before ? seconds : before + 1n);
}

/** A list that is to be signed. */
export interface ListOrder {
  readonly shard: number;
  readonly begin: Omit<SignatureRow, 'tbsSha256'>;
  /** Calls for it that were counted before. */
  readonly attemptsBefore: number;
  readonly content: CrlContent;
  /** Of this content with all entries, written once. */
  readonly roomy: RoomyTbs;
  readonly previousSha256: string | null | undefined;
  /** @throws DomainError `StatusDiverged`; then nobody sees the list */
  readonly check: (octets: Buffer) => Promise<OpenCrl> | OpenCrl;
  /** Keeps it for good before an entry names it; in the table, if it is not given. */
  readonly archive?: (place: CrlPlace, octets: Buffer) => void;
  readonly breakGlass: boolean;
}

/** A list that is signed, checked, and in the book. */
export interface SignedList extends CrlPlace {
  readonly sha256: string;
  readonly octets: Buffer;
  readonly open: OpenCrl;
}

/**
 * Has the HSM sign a list: the call is counted before it is made, the list checked and kept before an entry names it.
 *
 * @throws DomainError `HsmUnavailable`; `CertificateMismatch`, `StatusDiverged`
 */
export async function signList(room: ListRoom, order: ListOrder): Promise<SignedList> {
  const { key, book } = room;
  const { begin, shard, roomy } = order;
  const signature = { ...begin, shard, tbsSha256: sha256Hex(roomy.tbs) };
  // A crash after this leaves a call that is counted and perhaps was not made. The last list of a key is signed again, octet
  // for octet; of every other the next call makes a newer one, and this one is nowhere.
  await book.write({ entries: [], keys: { signature } });
  step('status.1-list-begun');
  const octets = await signedList(key, roomy);
  const open = await order.check(octets);
  const place = { issuerKeyId: key.issuerKeyId, shard, number: begin.number };
  order.archive?.(place, octets);
  // A crash here leaves an archived list that no entry names; the next call makes a newer one.
  const sha256 = sha256Hex(octets);
  const signed = { id: begin.id, sha256, octets: order.archive ? null : octets };
  await book.write({
    entries: [issuedEntry(room, order, { sha256, size: octets.length, entries: open.size })],
    keys: { signed },
  });
  step('status.2-list-signed');
  return { ...place, sha256, octets, open };
}

async function signedList(key: IssuerKey, roomy: RoomyTbs): Promise<Buffer> {
  const signature = await key.sign(roomy.tbs);
  const hash = key.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  if (!verify(hash, roomy.tbs, key.publicKey, signature)) {
    throw new DomainError('CertificateMismatch', `list of ${key.issuerKeyId}`);
  }
  return certificateListOf(roomy, key.signatureAlgorithm, signature);
}

const entryBy = ({ by, now }: ListRoom) => ({
  id: newEntryId(),
  at: now().toISOString(),
  actor: by,
});

function issuedEntry(
  room: ListRoom,
  order: ListOrder,
  made: { readonly sha256: string; readonly size: number; readonly entries: number },
): RoomEntry {
  const { content, shard, previousSha256 } = order;
  return {
    ...entryBy(room),
    event: 'crl.issued',
    items: ['2ニ'],
    evidence: [{ kind: 'crl', sha256: made.sha256, size: made.size }],
    data: {
      issuerKeyId: content.issuerKeyId,
      shard,
      crlNumber: Number(content.number),
      thisUpdate: content.thisUpdate.toISOString(),
      nextUpdate: content.nextUpdate.toISOString(),
      entries: made.entries,
      crlSha256: made.sha256,
      ...(previousSha256 ? { previousSha256 } : {}),
      signatureAttempts: order.attemptsBefore + 1,
      breakGlass: order.breakGlass,
    },
  } as RoomEntry;
}

/** Says of a list that relying parties get it, as it was read back. Said once of each. */
export async function noteListPublished(
  room: ListRoom,
  list: CrlPlace & { readonly sha256: string; readonly id: string },
): Promise<void> {
  const readBackAt = room.now();
  await room.book.write({
    entries: [
      {
        ...entryBy(room),
        event: 'crl.published',
        items: ['2ニ'],
        data: {
          issuerKeyId: list.issuerKeyId,
          shard: list.shard,
          crlNumber: Number(list.number),
          crlSha256: list.sha256,
          readBackAt: readBackAt.toISOString(),
        },
      } as RoomEntry,
    ],
    keys: { listPublished: { id: list.id, at: readBackAt } },
  });
}

import { verify } from 'node:crypto';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { SignatureRow } from '../book/key-rows.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { certificateOf } from '../issuance/certificate-profile.ts';
import type { KeyRoom } from '../keys/change-key-state.ts';
import type { ActSigner } from '../keys/dual-control-act.ts';
import { compromiseOf, type Compromise } from '../keys/stop-compromised-key.ts';
import type { IssuerKey } from '../room.ts';
import { checkCrl } from './check-crl.ts';
import { tbsCertListOf, type CrlContent, type ListedSerial } from './crl-writer.ts';

/** Where the last list of a key is made and goes. */
export interface LastCrlRoom extends KeyRoom {
  readonly key: IssuerKey;
  /** Puts a list where relying parties take it, whole or not at all, and reads it back. */
  readonly publish: (place: CrlPlace, octets: Buffer) => Promise<Buffer>;
  /** Custodian in whose name entries are written. */
  readonly by: ActSigner['actor'];
  readonly now: () => Date;
}

/** Which list it is. */
export interface CrlPlace {
  readonly issuerKeyId: string;
  readonly shard: number;
  readonly number: string;
}

/** A list that is published. */
export interface PublishedCrl extends CrlPlace {
  readonly sha256: string;
  readonly entries: number;
}

/** The shard that entries name; the list is complete, so the same octets stand at every place that a certificate may name. */
const SHARD = 0;

interface CrlRow extends SignatureRow {
  readonly signatureAttempts: number;
  readonly sha256: string | null;
  readonly octets: Buffer | null;
}

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
  const lists = await crlRows(room);
  const last = lists.find(({ begunAt }) => begunAt >= compromise.at);
  const previous = lists.find(({ begunAt }) => begunAt < compromise.at);
  const signed =
    last?.sha256 && last.octets
      ? { number: last.number, octets: last.octets }
      : await signList(room, { begun: last, previous });
  return publishList(room, signed);
}

/** Newest first. */
async function crlRows({ pool, key }: LastCrlRoom): Promise<CrlRow[]> {
  const { rows } = await pool.query<CrlRow>(
    `select id, issuer_key_id as "issuerKeyId", kind, number, begun_at as "begunAt",
       tbs_sha256 as "tbsSha256", signature_attempts as "signatureAttempts", sha256, octets
     from issuer_signatures where issuer_key_id = $1 and kind = 'crl' order by begun_at desc`,
    [key.issuerKeyId],
  );
  return rows;
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

/** Everything the register has of a key, in the order of serial numbers: the same rows, the same octets. */
export async function* listedSerials(
  { pool }: Pick<KeyRoom, 'pool'>,
  issuerKeyId: string,
): AsyncGenerator<ListedSerial> {
  let after = '';
  for (;;) {
    const { rows } = await pool.query<ListedSerial>(
      `select serial_number as "serialNumber", revocation_date as "revocationDate",
         reason_code as "reasonCode"
       from revocations where issuer_key_id = $1 and serial_number > $2
       order by serial_number limit 1000`,
      [issuerKeyId, after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.serialNumber;
  }
}

/** Seconds since 1970, above the list before: it repeats neither after a restore nor within one second. */
function numberAfter(previous: CrlRow | undefined, at: Date): string {
  const seconds = BigInt(Math.floor(at.getTime() / 1000));
  const before = previous ? BigInt(previous.number) : 0n;
  return String(seconds > before ? seconds : before + 1n);
}

function contentOf({ key }: LastCrlRoom, { number, begunAt }: SignatureRow): CrlContent {
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

interface Signing {
  readonly begun: CrlRow | undefined;
  readonly previous: CrlRow | undefined;
}

async function signList(room: LastCrlRoom, { begun, previous }: Signing) {
  const { key } = room;
  const begunAt = begun?.begunAt ?? room.now();
  const begin = {
    id: begun?.id ?? newEntryId(),
    issuerKeyId: key.issuerKeyId,
    kind: 'crl' as const,
    number: begun?.number ?? numberAfter(previous, begunAt),
    begunAt,
  };
  const content = contentOf(room, { ...begin, tbsSha256: '' });
  const tbs = await tbsCertListOf(content, listedSerials(room, key.issuerKeyId));
  const signature = { ...begin, tbsSha256: sha256Hex(tbs) };
  // A crash after this leaves a call that is counted and perhaps was not made; the repeat signs the same octets.
  await room.book.write({ entries: [], keys: { signature } });
  step('status.1-list-begun');
  const octets = await signedList(key, tbs);
  const entries = await checkCrl(octets, {
    spki: key.certificate.spki,
    number: content.number,
    entries: listedSerials(room, key.issuerKeyId),
    previous: previous?.octets ?? undefined,
  });
  await room.book.write({
    entries: [
      issuedEntry(room, {
        content,
        octets,
        entries,
        previous,
        attempts: (begun?.signatureAttempts ?? 0) + 1,
      }),
    ],
    keys: { signed: { id: begin.id, sha256: sha256Hex(octets), octets } },
  });
  step('status.2-list-signed');
  return { number: begin.number, octets };
}

async function signedList(key: IssuerKey, tbs: Buffer): Promise<Buffer> {
  const signature = await key.sign(tbs);
  const hash = key.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  if (!verify(hash, tbs, key.publicKey, signature)) {
    throw new DomainError('CertificateMismatch', `list of ${key.issuerKeyId}`);
  }
  // CertificateList has the shape of Certificate: what is signed, the algorithm, the signature (RFC 5280 §5.1).
  return certificateOf(tbs, key.signatureAlgorithm, signature);
}

interface IssuedList {
  readonly content: CrlContent;
  readonly octets: Buffer;
  readonly entries: number;
  readonly previous: CrlRow | undefined;
  readonly attempts: number;
}

function issuedEntry(room: LastCrlRoom, list: IssuedList): RoomEntry {
  const { content, octets, previous } = list;
  const crlSha256 = sha256Hex(octets);
  return {
    ...entryBy(room),
    event: 'crl.issued',
    items: ['2ニ'],
    evidence: [{ kind: 'crl', sha256: crlSha256, size: octets.length }],
    data: {
      issuerKeyId: content.issuerKeyId,
      shard: SHARD,
      crlNumber: Number(content.number),
      thisUpdate: content.thisUpdate.toISOString(),
      nextUpdate: content.nextUpdate.toISOString(),
      entries: list.entries,
      crlSha256,
      ...(previous?.sha256 ? { previousSha256: previous.sha256 } : {}),
      signatureAttempts: list.attempts,
      breakGlass: true,
    },
  } as RoomEntry;
}

const entryBy = ({ by, now }: LastCrlRoom) => ({
  id: newEntryId(),
  at: now().toISOString(),
  actor: by,
});

/** A crash before the entry leaves a list that is published, or not; the repeat publishes the same octets. */
async function publishList(
  room: LastCrlRoom,
  { number, octets }: { readonly number: string; readonly octets: Buffer },
): Promise<PublishedCrl> {
  const { issuerKeyId, certificate } = room.key;
  const place = { issuerKeyId, shard: SHARD, number };
  const readBack = await room.publish(place, octets);
  const sha256 = sha256Hex(octets);
  if (!readBack.equals(octets)) throw new DomainError('StatusDiverged', `list ${number} read back`);
  const entries = await checkCrl(readBack, {
    spki: certificate.spki,
    number: BigInt(number),
    entries: listedSerials(room, issuerKeyId),
    previous: undefined,
  });
  if (!(await isPublished(room, sha256))) {
    await room.book.write({
      entries: [
        {
          ...entryBy(room),
          event: 'crl.published',
          items: ['2ニ'],
          data: {
            issuerKeyId,
            shard: SHARD,
            crlNumber: Number(number),
            crlSha256: sha256,
            readBackAt: room.now().toISOString(),
          },
        } as RoomEntry,
      ],
    });
  }
  return { ...place, sha256, entries };
}

async function isPublished({ pool }: KeyRoom, sha256: string): Promise<boolean> {
  const { rows } = await pool.query<{ octets: Buffer }>(
    `select octets from book_entries where event = 'crl.published'`,
  );
  return rows.some(({ octets }) => octets.includes(sha256));
}

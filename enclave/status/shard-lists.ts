import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CertificateStatus } from '../revocation/status-of.ts';
import { openOwnCrl } from './check-crl.ts';
import type { CrlShard, CrlShards } from './crl-places.ts';
import type { ListedSerial } from './entry-octets.ts';
import { CLOCK_MS, makeList, type DailyListRoom, type PreviousList } from './make-list.ts';
import { newestLists, noteListPublished, type CrlPlace, type CrlRow } from './sign-list.ts';

/** Where lists lie, and where relying parties get them. */
export interface CrlFiles {
  /** Keeps a list for good under its number, whole or not at all. */
  readonly archive: (place: CrlPlace, octets: Buffer) => void;
  /** A list that was kept; undefined if it is not there. */
  readonly archived: (place: CrlPlace) => Buffer | undefined;
  /** Puts a list that is kept where certificates say, in place of the one before. */
  readonly serve: (place: CrlPlace) => void;
  /** SHA-256 of what relying parties get there. @throws DomainError `RepositoryUnavailable` */
  readonly readBack: (place: CrlPlace) => Promise<string>;
}

/** A room that makes lists and publishes them. */
export interface ListingRoom extends Omit<DailyListRoom, 'archive'> {
  readonly files: CrlFiles;
}

/** The newest list of a shard as relying parties get it. */
export interface ServedList {
  readonly number: string;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
}

/** What is asked of one shard. */
export interface ShardOrder {
  readonly shard: CrlShard;
  readonly shards: CrlShards;
  /** Serial numbers whose status has changed, as it is now. */
  readonly changed: ReadonlyMap<string, CertificateStatus>;
  /** Makes a list anew, whatever there is. */
  readonly isForced?: boolean;
}

/** The lists of the issuer keys: the newest of each shard is at hand, so that the next is made by adding to it. */
export class ShardLists {
  readonly #newest = new Map<string, PreviousList>();

  /**
   * Sees to it that relying parties get a list of the shard which says what has changed, and which is not older than the
   * policy lets it be. A list that is signed and not published is published as it is.
   *
   * @throws DomainError `HsmUnavailable`, `RepositoryUnavailable`; `StatusDiverged`, `CertificateMismatch`
   */
  async bring(room: ListingRoom, order: ShardOrder): Promise<ServedList> {
    const { issuerKeyId } = room.key;
    const { shard } = order.shard;
    const rows = await newestLists(room.pool, { issuerKeyId, shard });
    const signed = rows.find(({ sha256 }) => sha256 !== null);
    const isTouched = order.changed.size > 0;
    if (signed && !isTouched && !isDue(room, signed) && !order.isForced) {
      if (signed.publishedAt === null) await publish(room, signed);
      return servedOf(signed);
    }
    const previous = signed && this.#open(room, signed);
    const added = this.#added(room, order, previous);
    // All of it is on a list that is signed: a crash came before somebody was told.
    const made =
      previous && added?.length === 0 ? signed : await this.#make(room, order, { previous, added });
    if (!made) throw new Error('there is no list');
    await publish(room, made);
    return servedOf(made);
  }

  /** What is to be added; undefined if the list has to be made anew from the register. */
  #added(
    room: ListingRoom,
    { changed, isForced }: ShardOrder,
    previous: PreviousList | undefined,
  ): ListedSerial[] | undefined {
    if (!previous || isForced || isDue(room, previous.row)) return undefined;
    return addedTo(previous, changed);
  }

  async #make(
    room: ListingRoom,
    { shard, shards }: ShardOrder,
    from: {
      readonly previous: PreviousList | undefined;
      readonly added: ListedSerial[] | undefined;
    },
  ): Promise<CrlRow | undefined> {
    const { issuerKeyId } = room.key;
    const made = await makeList(
      { ...room, archive: room.files.archive },
      { shard, shards, previous: from.previous, added: from.added },
    );
    const rows = await newestLists(room.pool, { issuerKeyId, shard: shard.shard });
    const row = rows.find(({ number }) => number === made.number);
    if (row) this.#newest.set(`${issuerKeyId}/${shard.shard}`, { row, open: made.open });
    return row;
  }

  /** The list of a row, from here or from the archive; undefined if neither has its octets. */
  #open({ files }: ListingRoom, row: CrlRow): PreviousList | undefined {
    const place = `${row.issuerKeyId}/${row.shard ?? 0}`;
    const known = this.#newest.get(place);
    if (known?.row.sha256 === row.sha256) return { ...known, row };
    const octets = row.octets ?? files.archived({ ...row, shard: row.shard ?? 0 });
    // Another file than the one that was signed is no list of ours: then the register is asked.
    if (!octets || sha256Hex(octets) !== row.sha256) return undefined;
    const opened = { row, open: openOwnCrl(octets) };
    this.#newest.set(place, opened);
    return opened;
  }
}

/** By its age; one of a time that is still to come, made before the clock was set right, nobody believes (RFC 5280 §6.3.3). */
const isDue = ({ now, policy }: ListingRoom, { begunAt }: CrlRow): boolean => {
  const age = now().getTime() - begunAt.getTime();
  return age >= policy.listEveryMs || age < -CLOCK_MS;
};

const servedOf = ({ number, begunAt }: CrlRow): ServedList => ({
  number,
  thisUpdate: Math.floor(begunAt.getTime() / 1000) * 1000,
});

/** The entry that a status has on a list; undefined if it is on none. */
function entryOf(serialNumber: string, status: CertificateStatus): ListedSerial | undefined {
  if (status.status === 'revoked') return { serialNumber, ...status };
  if (status.status !== 'held') return undefined;
  return { serialNumber, revocationDate: status.suspendedAt, reasonCode: 'certificateHold' };
}

/** Entries that the list lacks; undefined if one of it is wrong by now, which adding does not mend. */
function addedTo(
  { open }: PreviousList,
  changed: ReadonlyMap<string, CertificateStatus>,
): ListedSerial[] | undefined {
  const there = open.among(changed.keys());
  const added: ListedSerial[] = [];
  for (const [serial, status] of changed) {
    const wanted = entryOf(serial, status);
    const listed = there.get(serial);
    if (!listed) added.push(...(wanted ? [wanted] : []));
    else if (!wanted || !isSame(listed, wanted)) return undefined;
  }
  return added;
}

const isSame = (
  listed: { readonly revokedAt: Date | undefined; readonly reason: string | undefined },
  { revocationDate, reasonCode }: ListedSerial,
): boolean =>
  listed.reason === reasonCode &&
  listed.revokedAt?.getTime() === Math.floor(revocationDate.getTime() / 1000) * 1000;

/**
 * A crash before the entry leaves a list that is served, or not; the next call serves the same octets. What relying parties
 * get is what counts: a file in place that nobody serves is not published.
 */
async function publish(room: ListingRoom, row: CrlRow): Promise<void> {
  const { issuerKeyId, number, sha256 } = row;
  if (sha256 === null) throw new Error(`list ${number} is not signed`);
  const place = { issuerKeyId, shard: row.shard ?? 0, number };
  room.files.serve(place);
  step('status.3-list-served');
  if ((await room.files.readBack(place)) !== sha256) {
    // A cache on the way, or another repository than ours: asked again until it is right, and alarmed at half its time.
    throw new DomainError('RepositoryUnavailable', `list ${number} is not what is served`);
  }
  if (row.publishedAt === null) await noteListPublished(room, { ...place, sha256, id: row.id });
}

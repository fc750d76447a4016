import type pg from 'pg';
import { step } from '../../adapters/telemetry/steps.ts';
import { readEntry } from '../../books/entry.ts';
import { statusPolicy, type StatusPolicy } from '../../domain/revocation/status-policy.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook } from '../book/room-book.ts';
import { statusOf, type CertificateStatus } from '../revocation/status-of.ts';
import { unpublishedChanges, type UnpublishedChange } from '../revocation/unpublished.ts';
import type { IssuerKey } from '../room.ts';
import { crlShardsEver, shardsOf, type CrlShards } from './crl-places.ts';
import { lastNoted, noticesAfter } from './publication-notices.ts';
import { ShardLists, type CrlFiles, type ListingRoom, type ServedList } from './shard-lists.ts';

/** Where status is published. */
export interface StatusRoom {
  readonly pool: Pick<pg.Pool, 'query' | 'connect'>;
  readonly book: Pick<RoomBook, 'write'>;
  /** A key that signs status; undefined for one that signs nothing any more. */
  readonly keyOf: (issuerKeyId: string) => IssuerKey | undefined;
  readonly files: CrlFiles;
  /** Has OCSP answers for serial numbers signed, published and read back. */
  readonly answer: (issuerKeyId: string, serials: readonly string[]) => Promise<{ batch: string }>;
  readonly now: () => Date;
  readonly policy?: StatusPolicy;
}

/** What is asked of a publication. */
export interface PublicationOrder {
  readonly issuerKeyId: string;
  /** Milliseconds since 1970; `upTo` of the last answer that arrived. */
  readonly after?: number;
}

/** What a publication brought. */
export interface Publication {
  readonly issuerKeyId: string;
  /** Requests that are served since `after`. */
  readonly requestIds: readonly string[];
  readonly isMore: boolean;
  readonly upTo: number;
  /** Milliseconds since 1970; when the next list has to be there at the latest. */
  readonly nextUpdate: number;
}

/** Changes that one publication tells of: more than a burst has, and few enough for one transaction. */
const CHANGES_MAX = 2000;

/** Far beyond what anybody waits for an answer, where nobody knows which was the last that arrived. */
const LOOK_BACK_MS = 30 * 86_400_000;

/** The last instant of a Date. */
const NEVER = 8_640_000_000_000_000;

const BY = { kind: 'system', id: 'enclave-worker' } as const;

/** What is published in one turn. */
interface Turn {
  readonly room: ListingRoom;
  readonly shards: CrlShards;
  readonly changes: readonly UnpublishedChange[];
}

/**
 * Publishes the status of certificates, one publication at a time for each issuer key: two at once could each leave out what
 * the other has. Across processes it is the pen of the book that lets only one write.
 */
export class StatusPublisher {
  readonly #room: StatusRoom;
  readonly #lists = new ShardLists();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(room: StatusRoom) {
    this.#room = room;
  }

  /**
   * Signs and publishes what was revoked, held, released or given another reason since the last publication: OCSP answers
   * first, then the list of each shard that has changed or is due; reads back what relying parties get; and only then says so
   * in the book, a request at a time, in one transaction with noting it (規則6条12号). A crash anywhere leaves changes that are
   * not noted, and the next call goes on with them; an answer that got lost is given again.
   *
   * @throws DomainError `HsmUnavailable`, `RepositoryUnavailable`; `StatusDiverged`, `CertificateMismatch`
   */
  publish(order: PublicationOrder): Promise<Publication> {
    const { issuerKeyId } = order;
    const before = this.#turns.get(issuerKeyId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#publish(order));
    this.#turns.set(issuerKeyId, turn);
    return turn;
  }

  async #publish({ issuerKeyId, after }: PublicationOrder): Promise<Publication> {
    const { pool, keyOf, policy = statusPolicy } = this.#room;
    const key = keyOf(issuerKeyId);
    const since = after ?? this.#room.now().getTime() - LOOK_BACK_MS;
    // Of a key that somebody else may have there is one last list, by two custodians.
    if (!key) return { issuerKeyId, requestIds: [], isMore: false, upTo: since, nextUpdate: NEVER };
    const room: ListingRoom = { ...this.#room, key, policy, by: BY, breakGlass: false };
    const shards = await crlShardsEver(pool, issuerKeyId);
    const changes = await unpublishedChanges(pool, issuerKeyId, CHANGES_MAX);
    const batch = await this.#answer(issuerKeyId, changes);
    const lists = await this.#bringLists({ room, shards, changes });
    if (batch !== undefined) await this.#notePublished({ room, shards, changes }, { lists, batch });
    const noticed = await noticesAfter(pool, issuerKeyId, since);
    return {
      ...noticed,
      issuerKeyId,
      isMore: noticed.isMore || changes.length === CHANGES_MAX,
      nextUpdate: Math.min(
        key.certificate.notAfter.getTime(),
        ...[...lists.values()].map(({ thisUpdate }) => thisUpdate + policy.listValidMs),
      ),
    };
  }

  async #answer(
    issuerKeyId: string,
    changes: readonly UnpublishedChange[],
  ): Promise<string | undefined> {
    if (changes.length === 0) return undefined;
    const serials = [...new Set(changes.map(({ serialNumber }) => serialNumber))];
    const { batch } = await this.#room.answer(issuerKeyId, serials);
    step('status.4-answered');
    return batch;
  }

  async #bringLists({ room, shards, changes }: Turn): Promise<Map<number, ServedList>> {
    const serials = changes.map(({ serialNumber }) => serialNumber);
    const statuses = await statusOf(room.pool, room.key.issuerKeyId, serials);
    const byShard = new Map<number, Map<string, CertificateStatus>>();
    for (const [serial, status] of statuses) {
      for (const shard of shardsOf(serial, shards)) {
        const known = byShard.get(shard) ?? new Map<string, CertificateStatus>();
        byShard.set(shard, known.set(serial, status));
      }
    }
    const lists = new Map<number, ServedList>();
    for (const shard of shards.shards) {
      const changed = byShard.get(shard.shard) ?? new Map<string, CertificateStatus>();
      lists.set(shard.shard, await this.#lists.bring(room, { shard, shards, changed }));
    }
    return lists;
  }

  /** Entries and marks stand or fall together; what has changed meanwhile stays to be published. */
  async #notePublished(
    { room, shards, changes }: Turn,
    made: { readonly lists: ReadonlyMap<number, ServedList>; readonly batch: string },
  ): Promise<void> {
    const said = await this.#saidBefore(room.key.issuerKeyId, changes);
    const at = await this.#instantAfterLast(room.key.issuerKeyId);
    const entries = changes
      .filter(({ served }) => served !== 'good' && served !== 'certificateHold')
      .filter(({ requestId, serialNumber }) => !said.has(`${requestId} ${serialNumber}`))
      .map(({ requestId, issuerKeyId, serialNumber }) => {
        const [shard = 0] = shardsOf(serialNumber, shards);
        return {
          id: newEntryId(),
          event: 'revocation.published',
          items: ['2ニ'],
          at: at.toISOString(),
          case: requestId,
          actor: BY,
          data: {
            request: requestId,
            issuerKeyId,
            serialNumber,
            crlNumber: Number(made.lists.get(shard)?.number),
            ocspBatch: made.batch,
            readBackAt: at.toISOString(),
          },
        } as const;
      });
    await room.book.write({ entries, keys: { published: { at, served: changes } } });
    step('status.5-publication-noted');
  }

  /** Publications have different instants, whatever the clock does: by them it is known who has heard of which. */
  async #instantAfterLast(issuerKeyId: string): Promise<Date> {
    const last = await lastNoted(this.#room.pool, issuerKeyId);
    return new Date(Math.max(this.#room.now().getTime(), last + 1));
  }

  /** Revocations whose reason has changed were published before, and have their entry; by request and serial number. */
  async #saidBefore(
    issuerKeyId: string,
    changes: readonly UnpublishedChange[],
  ): Promise<ReadonlySet<string>> {
    const { rows } = await this.#room.pool.query<{ octets: Buffer }>(
      `select e.octets from revocations r
         join book_entries e on e.case_id = r.request_id and e.event = 'revocation.published'
       where r.issuer_key_id = $1 and r.serial_number = any($2::text[])
         and r.first_reason is not null`,
      [issuerKeyId, changes.map(({ serialNumber }) => serialNumber)],
    );
    return new Set(
      rows.map(({ octets }) => {
        const { data } = readEntry(octets) as {
          readonly data: { readonly request?: string; readonly serialNumber?: string };
        };
        return `${data.request} ${data.serialNumber}`;
      }),
    );
  }
}

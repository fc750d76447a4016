import type pg from 'pg';
import { isDomainError } from '../../domain/errors.ts';
import { statusPolicy } from '../../domain/revocation/status-policy.ts';
import type { RoomBook } from '../book/room-book.ts';
import type { ActSigner } from '../keys/dual-control-act.ts';
import type { IssuerKey } from '../room.ts';
import { crlShardsEver } from './crl-places.ts';
import { ShardLists, type CrlFiles } from './shard-lists.ts';
import { newestLists } from './sign-list.ts';

/** The room as it is without Temporal, the office and the enclave-worker. */
export interface BreakGlassRoom {
  readonly pool: Pick<pg.Pool, 'query' | 'connect'>;
  readonly book: Pick<RoomBook, 'write'>;
  readonly key: IssuerKey;
  readonly files: CrlFiles;
  /** Custodian in whose name the lists are. */
  readonly by: ActSigner['actor'];
  readonly now: () => Date;
}

/** A list that was made by hand. */
export interface BreakGlassList {
  readonly shard: number;
  readonly crlNumber: string | undefined;
  /** Relying parties got it, as it was asked for over HTTP. */
  readonly isReadBack: boolean;
}

/**
 * Makes a list of every shard of a key anew from the room's register, puts it where certificates say, and reads it back. A
 * repository that is away keeps no list from being made: it is not called published then, and the next publication reads it
 * back. What was revoked stays to be published, with its OCSP answers and its notices.
 *
 * @throws DomainError `HsmUnavailable`; `StatusDiverged`, `CertificateMismatch`
 */
export async function publishByHand(room: BreakGlassRoom): Promise<readonly BreakGlassList[]> {
  const { issuerKeyId } = room.key;
  const shards = await crlShardsEver(room.pool, issuerKeyId);
  const [lists, made] = [new ShardLists(), [] as BreakGlassList[]];
  const listing = { ...room, policy: statusPolicy, breakGlass: true };
  for (const shard of shards.shards) {
    const order = { shard, shards, changed: new Map(), isForced: true };
    const isReadBack = await lists.bring(listing, order).then(
      () => true,
      (error: unknown) => {
        if (isDomainError(error, 'RepositoryUnavailable')) return false;
        throw error;
      },
    );
    const [newest] = await newestLists(room.pool, { issuerKeyId, shard: shard.shard });
    made.push({ shard: shard.shard, crlNumber: newest?.number, isReadBack });
  }
  return made;
}

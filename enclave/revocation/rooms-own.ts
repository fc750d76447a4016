import type pg from 'pg';
import { readEntry, type EntryInputOf } from '../../books/entry.ts';
import type { CrlReason } from '../../domain/revocation/reasons.ts';

/** A revocation that custodians ordered in the room: the office may not know of it. */
export interface RoomsOwnRevocation {
  /** Of a compromised key all bear the one of the act. */
  readonly requestId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly reasonCode: CrlReason;
  /** Milliseconds since 1970, as every instant here. */
  readonly revocationDate: number;
  readonly recordedAt: number;
}

/** Some of them, in the order of the room's book. */
export interface RoomsOwnPage {
  readonly revocations: readonly RoomsOwnRevocation[];
  /** Where to go on from: place in the room's book. */
  readonly cursor: number;
  readonly isMore: boolean;
}

/** Entries looked at in one page; most were ordered by the office and are passed over. */
const LOOKED_AT = 500;

/** Revocations by custodians after a place in the room's book; -1 from its beginning. */
export async function listRoomsOwn(
  pool: Pick<pg.Pool, 'query'>,
  after: number,
): Promise<RoomsOwnPage> {
  const { rows } = await pool.query<{ index: string; octets: Buffer }>({
    name: 'rooms-own-revocations',
    text: `select log_index as index, octets from book_entries
      where event = 'revocation.recorded' and log_index > $1 order by log_index limit $2`,
    values: [after, LOOKED_AT],
  });
  const entries = rows.map(
    ({ octets }) => readEntry(octets) as EntryInputOf<'revocation.recorded'>,
  );
  return {
    revocations: entries.filter(({ actor }) => actor.kind !== 'system').map(readOwn),
    cursor: Number(rows.at(-1)?.index ?? after),
    isMore: rows.length === LOOKED_AT,
  };
}

function readOwn({ data, at }: EntryInputOf<'revocation.recorded'>): RoomsOwnRevocation {
  const { request, issuerKeyId, serialNumber, certificateSha256, reasonCode } = data;
  return {
    requestId: request,
    issuerKeyId,
    serialNumber,
    certificateSha256,
    reasonCode: reasonCode as CrlReason,
    revocationDate: Date.parse(data.revocationDate),
    recordedAt: Date.parse(at),
  };
}

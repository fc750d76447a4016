import type pg from 'pg';
import { readEntry, type EntryInputOf } from '../../books/entry.ts';
import type { CrlReason } from '../../domain/revocation/reasons.ts';

/** A revocation that custodians ordered in the room: the office may not know of it. */
export interface RoomsOwnRevocation {
  /** Of a compromised key all bear the one of the act. */
  readonly requestId: string;
  readonly because: 'custodians' | 'compromise';
  /** Place in the room's book. */
  readonly index: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly reasonCode: CrlReason;
  /** Milliseconds since 1970, as every instant here. */
  readonly revocationDate: number;
  readonly recordedAt: number;
  /** When relying parties were seen to get it; undefined before. Of a compromised key it is the last list that says so. */
  readonly publishedAt?: number;
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

interface OwnRow {
  readonly index: string;
  readonly octets: Buffer;
  readonly because: string | null;
  readonly publishedAt: Date | null;
}

/** Nothing notes single certificates of a compromised key as published: its last list has them all. */
const ROOMS_OWN = `
with looked as (
  select log_index as index, octets, convert_from(octets, 'UTF8')::jsonb -> 'data' as d
  from book_entries where event = 'revocation.recorded' and log_index > $1
  order by log_index limit $2
)
select l.index, l.octets, r.because, case r.because
    when 'compromise' then coalesce(r.published_at, (
      select min(s.published_at) from issuer_signatures s
      join key_compromises k on k.issuer_key_id = s.issuer_key_id and s.begun_at >= k.at
      where s.issuer_key_id = r.issuer_key_id and s.kind = 'crl'))
    else r.published_at end as "publishedAt"
from looked l left join revocations r on r.issuer_key_id = l.d ->> 'issuerKeyId'
  and r.serial_number = l.d ->> 'serialNumber' and r.request_id::text = l.d ->> 'request'
order by l.index`;

/** Revocations by custodians after a place in the room's book; -1 from its beginning. */
export async function listRoomsOwn(
  pool: Pick<pg.Pool, 'query'>,
  after: number,
): Promise<RoomsOwnPage> {
  const { rows } = await pool.query<OwnRow>({
    name: 'rooms-own-revocations',
    text: ROOMS_OWN,
    values: [after, LOOKED_AT],
  });
  return {
    revocations: rows.flatMap(readOwn),
    cursor: Number(rows.at(-1)?.index ?? after),
    isMore: rows.length === LOOKED_AT,
  };
}

function readOwn({ index, octets, because, publishedAt }: OwnRow): RoomsOwnRevocation[] {
  if (because !== 'custodians' && because !== 'compromise') return [];
  const { data, at } = readEntry(octets) as EntryInputOf<'revocation.recorded'>;
  const { request, issuerKeyId, serialNumber, certificateSha256, reasonCode } = data;
  return [
    {
      requestId: request,
      because,
      index: Number(index),
      issuerKeyId,
      serialNumber,
      certificateSha256,
      reasonCode: reasonCode as CrlReason,
      revocationDate: Date.parse(data.revocationDate),
      recordedAt: Date.parse(at),
      ...(publishedAt === null ? {} : { publishedAt: publishedAt.getTime() }),
    },
  ];
}

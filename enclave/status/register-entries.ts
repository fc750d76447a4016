import type pg from 'pg';
import type { CrlReason } from '../../adapters/x509/crl/open-crl.ts';
import { onShard, type CrlShards } from './crl-places.ts';
import type { ListedSerial } from './entry-octets.ts';

type Queryable = Pick<pg.ClientBase, 'query'>;

/** What is asked of the register: one list of an issuer key. */
export interface ListScope {
  readonly issuerKeyId: string;
  readonly shard: number;
  readonly shards: CrlShards;
  /** Certificates that ended before are left out; none, if it is not given. */
  readonly endedBefore?: Date | undefined;
}

/** Rows at once: fewer cost trips, more cost memory. */
const PAGE = 10_000;

/** Serial number, date, reason, and perhaps when the danger arose. */
type Row = readonly [string, Date, CrlReason, Date | null];

const REVOKED = (where: string): string => `
  select serial_number, revocation_date, reason_code, invalidity_date from revocations
  where issuer_key_id = $1 and serial_number > $2 and ($3::timestamptz is null or not_after >= $3)
    and ${where} order by serial_number limit ${PAGE}`;

/** Of a certificate that is revoked besides there is one entry: revoked is more than held. */
const HELD = (where: string): string => `
  select serial_number, suspended_at, 'certificateHold', null::timestamptz from suspensions s
  where issuer_key_id = $1 and serial_number > $2 and ($3::timestamptz is null or not_after >= $3)
    and released_at is null and ${where}
    and not exists (select 1 from revocations r
      where r.issuer_key_id = s.issuer_key_id and r.serial_number = s.serial_number)
  order by serial_number limit ${PAGE}`;

const listedOf = ([
  serialNumber,
  revocationDate,
  reasonCode,
  invalidityDate,
]: Row): ListedSerial => ({
  serialNumber,
  revocationDate,
  reasonCode,
  invalidityDate,
});

/** What the room's register says must be on a list: what is revoked, then what is held, each by serial number. */
export async function* registerEntries(
  client: Queryable,
  { issuerKeyId, shard, shards, endedBefore }: ListScope,
): AsyncGenerator<readonly ListedSerial[]> {
  const where = onShard('serial_number', shard, shards);
  for (const text of [REVOKED(where), HELD(where)]) {
    for (let after = ''; ;) {
      const { rows } = await client.query<Row[]>({
        text,
        values: [issuerKeyId, after, endedBefore ?? null],
        rowMode: 'array',
      });
      const page = rows as unknown as Row[];
      if (page.length > 0) yield page.map(listedOf);
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last[0];
    }
  }
}

/**
 * Those of the serial numbers for whose absence the register has no reason: neither was a hold released, nor did the
 * certificate end before the instant. A serial number that the register does not know any more is one of them.
 */
export async function lostOf(
  client: Queryable,
  { issuerKeyId, endedBefore }: Pick<ListScope, 'issuerKeyId' | 'endedBefore'>,
  serials: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ serial: string }>(
    `select serial from unnest($2::text[]) as u(serial)
     where exists (select 1 from revocations where issuer_key_id = $1 and serial_number = serial
         and ($3::timestamptz is null or not_after >= $3))
       or not exists (select 1 from revocations where issuer_key_id = $1 and serial_number = serial)
         and not exists (select 1 from suspensions where issuer_key_id = $1
           and serial_number = serial
           and (ended_by = 'release' or not_after < $3))`,
    [issuerKeyId, serials, endedBefore ?? null],
  );
  return rows.map(({ serial }) => serial);
}

/** Reads of one instant: what is recorded meanwhile is on the next list, and does not make this one wrong. */
export async function inSnapshot<T>(
  pool: Pick<pg.Pool, 'connect'>,
  read: (client: Queryable) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    const result = await read(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // Whatever became of it, the connection is in a transaction that nobody ends.
    client.release(true);
    throw error;
  }
}

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

/** Octets of a row: serial number, date, when the danger arose, reason; the database puts them together. */
const ROW = { serial: 20, at: 8, since: 8, reason: 20 } as const;
const ROW_OCTETS = ROW.serial + ROW.at + ROW.since + ROW.reason;

/** No date. */
const NONE = -(2n ** 63n);

/**
 * A page as one value: a million rows of four columns each would take longer to read than to list. Instants are microseconds
 * since 2000, as the database keeps them.
 */
const PACKED = (rows: string): string => `
  select string_agg(decode(serial, 'hex') || timestamptz_send(at)
    || coalesce(timestamptz_send(since), int8send(${NONE})) || textsend(rpad(reason, ${ROW.reason})), ''
    order by serial) as packed
  from (${rows} order by serial limit ${PAGE}) as page`;

const REVOKED = (where: string): string =>
  PACKED(`select serial_number as serial, revocation_date as at, invalidity_date as since,
      reason_code as reason
    from revocations where issuer_key_id = $1 and serial_number > $2
      and ($3::timestamptz is null or not_after >= $3) and ${where}`);

/** Of a certificate that is revoked besides there is one entry: revoked is more than held. */
const HELD = (where: string): string =>
  PACKED(`select serial_number as serial, suspended_at as at, null::timestamptz as since,
      'certificateHold' as reason
    from suspensions s where issuer_key_id = $1 and serial_number > $2
      and ($3::timestamptz is null or not_after >= $3) and released_at is null and ${where}
      and not exists (select 1 from revocations r
        where r.issuer_key_id = s.issuer_key_id and r.serial_number = s.serial_number)`);

const SINCE_2000_MS = Date.UTC(2000, 0, 1);

const instantAt = (packed: Buffer, at: number): Date =>
  new Date(SINCE_2000_MS + Number(packed.readBigInt64BE(at) / 1000n));

/** What stands behind the serial number. */
type RowTail = Omit<ListedSerial, 'serialNumber'>;

function tailAt(packed: Buffer, at: number): RowTail {
  const since = at + ROW.at;
  const end = since + ROW.since;
  return {
    revocationDate: instantAt(packed, at),
    reasonCode: packed.toString('latin1', end, end + ROW.reason).trimEnd() as CrlReason,
    invalidityDate: packed.readBigInt64BE(since) === NONE ? null : instantAt(packed, since),
  };
}

function rowsOf(packed: Buffer): ListedSerial[] {
  const rows: ListedSerial[] = [];
  let tail: RowTail | undefined;
  for (let at = 0; at < packed.length; at += ROW_OCTETS) {
    const from = at + ROW.serial;
    // What was revoked together has the same, and it is read once.
    const isSame =
      tail && packed.compare(packed, from - ROW_OCTETS, at, from, at + ROW_OCTETS) === 0;
    if (!isSame) tail = tailAt(packed, from);
    rows.push({ serialNumber: packed.toString('hex', at, from), ...(tail as RowTail) });
  }
  return rows;
}

/** What the room's register says must be on a list: what is revoked, then what is held, each by serial number. */
export async function* registerEntries(
  client: Queryable,
  { issuerKeyId, shard, shards, endedBefore }: ListScope,
): AsyncGenerator<readonly ListedSerial[]> {
  const where = onShard('serial_number', shard, shards);
  for (const text of [REVOKED(where), HELD(where)]) {
    const pageAfter = async (after: string): Promise<Buffer> => {
      const { rows } = await client.query<{ packed: Buffer | null }>(text, [
        issuerKeyId,
        after,
        endedBefore ?? null,
      ]);
      return rows[0]?.packed ?? Buffer.alloc(0);
    };
    for (let packed = await pageAfter(''); packed.length > 0;) {
      const last = packed.length - ROW_OCTETS;
      const isMore = packed.length === PAGE * ROW_OCTETS;
      // The database puts the next page together while this one is written.
      const next = isMore ? pageAfter(packed.toString('hex', last, last + ROW.serial)) : undefined;
      // Whoever awaits it hears of its failure; nobody may while this page is at work.
      next?.catch(() => undefined);
      yield rowsOf(packed);
      packed = (await next) ?? Buffer.alloc(0);
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

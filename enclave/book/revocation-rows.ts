import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import type { CrlReason } from '../../domain/revocation/reasons.ts';

/** What brought a revocation: the office, custodians in the room, a compromised issuer key, an order without a certificate. */
export type RevokedBecause = 'request' | 'custodians' | 'compromise' | 'abandoned';

/** A serial number that lists of revoked certificates name from now on. */
export interface RevocationRow {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly orderId: string;
  readonly requestId: string;
  readonly notAfter: Date;
  readonly revocationDate: Date;
  readonly reasonCode: Exclude<CrlReason, 'certificateHold'>;
  readonly invalidityDate?: Date | undefined;
  readonly because: RevokedBecause;
  readonly recordedAt: Date;
}

/** A certificate that is held from now on. */
export interface SuspensionRow {
  readonly requestId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly orderId: string;
  readonly notAfter: Date;
  readonly suspendedAt: Date;
  readonly until: Date;
}

/** A hold that ends, and the certificate is good again. */
export interface ReleaseRow {
  readonly requestId: string;
  readonly releasedAt: Date;
}

/** A revocation whose reason becomes `keyCompromise`. */
export interface ReasonUpgradeRow {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly requestId: string;
  readonly from: CrlReason;
  readonly at: Date;
}

/** What is served of a certificate, as it was when the lists and answers were made that were read back. */
export interface ServedRow {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  /** Request of the row in `revocations` or `suspensions`. */
  readonly requestId: string;
  readonly served: CrlReason | 'good';
}

/** Rows about what is revoked and held that stand or fall with the entries of an act. */
export interface RevocationRows {
  readonly revocations?: readonly RevocationRow[];
  readonly suspensions?: readonly SuspensionRow[];
  readonly releases?: readonly ReleaseRow[];
  readonly upgrades?: readonly ReasonUpgradeRow[];
  readonly published?: { readonly at: Date; readonly served: readonly ServedRow[] };
}

/**
 * Writes them in the transaction of their entries.
 *
 * @throws DomainError `IllegalTransition` for a certificate that is revoked already, or not in the state that the act begins
 * with: nothing of the batch is written then.
 */
export async function writeRevocationRows(
  client: pg.ClientBase,
  rows: RevocationRows,
): Promise<void> {
  if (rows.revocations) await revoke(client, rows.revocations);
  for (const row of rows.suspensions ?? []) await suspend(client, row);
  for (const row of rows.releases ?? []) await release(client, row);
  for (const row of rows.upgrades ?? []) await upgrade(client, row);
  if (rows.published) await notePublished(client, rows.published);
}

const columnOf =
  <R>(rows: readonly R[]) =>
  <K extends keyof R>(key: K): R[K][] =>
    rows.map((row) => row[key]);

/** A serial number that is there already stays as it is: it is never revoked twice. */
async function revoke(client: pg.ClientBase, rows: readonly RevocationRow[]): Promise<void> {
  const column = columnOf(rows);
  const { rowCount } = await client.query(
    `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after,
       revocation_date, reason_code, invalidity_date, because, recorded_at)
     select * from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[],
       $6::timestamptz[], $7::text[], $8::timestamptz[], $9::text[], $10::timestamptz[])
     on conflict do nothing`,
    [
      column('issuerKeyId'),
      column('serialNumber'),
      column('orderId'),
      column('requestId'),
      column('notAfter'),
      column('revocationDate'),
      column('reasonCode'),
      rows.map(({ invalidityDate }) => invalidityDate ?? null),
      column('because'),
      column('recordedAt'),
    ],
  );
  if (rowCount !== rows.length) refuse('a certificate is revoked already');
  await endHolds(client, rows);
}

/** Revoked is more than held: the hold ends with it, and the certificate is not good in between. */
export async function endHolds(
  client: Pick<pg.ClientBase, 'query'>,
  rows: readonly Pick<RevocationRow, 'issuerKeyId' | 'serialNumber' | 'recordedAt'>[],
): Promise<void> {
  const column = columnOf(rows);
  await client.query(
    `update suspensions s set released_at = r.at, ended_by = 'revocation'
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as r(key, serial, at)
     where s.issuer_key_id = r.key and s.serial_number = r.serial and s.released_at is null`,
    [column('issuerKeyId'), column('serialNumber'), column('recordedAt')],
  );
}

async function suspend(client: pg.ClientBase, row: SuspensionRow): Promise<void> {
  const { rowCount } = await client.query(
    `insert into suspensions (request_id, issuer_key_id, serial_number, order_id, not_after,
       suspended_at, until)
     select $1, $2, $3, $4, $5, $6, $7 where not exists
       (select 1 from revocations where issuer_key_id = $2 and serial_number = $3)
     on conflict do nothing`,
    [
      row.requestId,
      row.issuerKeyId,
      row.serialNumber,
      row.orderId,
      row.notAfter,
      row.suspendedAt,
      row.until,
    ],
  );
  if (rowCount !== 1) refuse('the certificate is revoked or held');
}

async function release(client: pg.ClientBase, { requestId, releasedAt }: ReleaseRow) {
  const { rowCount } = await client.query(
    `update suspensions set released_at = $2, ended_by = 'release', published_at = null
     where request_id = $1 and released_at is null`,
    [requestId, releasedAt],
  );
  if (rowCount !== 1) refuse('the certificate is not held');
}

async function upgrade(client: pg.ClientBase, row: ReasonUpgradeRow): Promise<void> {
  const { rowCount } = await client.query(
    `update revocations set first_reason = reason_code, reason_code = 'keyCompromise',
       upgraded_at = $5, upgrade_request_id = $4, published_at = null
     where issuer_key_id = $1 and serial_number = $2 and reason_code = $3
       and first_reason is null`,
    [row.issuerKeyId, row.serialNumber, row.from, row.requestId, row.at],
  );
  if (rowCount !== 1) refuse(`the certificate is not revoked for ${row.from}`);
}

/** What has changed since it was signed is not what was read back, and stays to be published. */
async function notePublished(
  client: pg.ClientBase,
  { at, served }: NonNullable<RevocationRows['published']>,
): Promise<void> {
  const column = columnOf(served);
  await client.query(
    `with served as (select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
       as s(request, key, serial, state)),
     revoked as (update revocations r set published_at = $5 from served s
       where r.issuer_key_id = s.key and r.serial_number = s.serial
         and r.reason_code = s.state and r.published_at is null)
     update suspensions h set published_at = $5 from served s
     where h.request_id = s.request and h.published_at is null
       and s.state = case when h.released_at is null then 'certificateHold' else 'good' end`,
    [column('requestId'), column('issuerKeyId'), column('serialNumber'), column('served'), at],
  );
}

function refuse(why: string): never {
  throw new DomainError('IllegalTransition', why);
}

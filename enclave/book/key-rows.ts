import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import type { IssuerKeyState } from '../../domain/issuance/issuer-key-states.ts';
import { writeAnswerRows, type AnswerRows } from './answer-rows.ts';
import { writeRevocationRows, type RevocationRows } from './revocation-rows.ts';

/** An issuer key that goes from one state into another. */
export interface KeyStateRow {
  readonly issuerKeyId: string;
  readonly from: IssuerKeyState;
  readonly to: IssuerKeyState;
  readonly at: Date;
}

/** A compromise of an issuer key; the act under which all is revoked comes later. */
export interface CompromiseRow {
  readonly issuerKeyId: string;
  readonly incident: string;
  readonly at: Date;
  readonly revokedUnder?: string | undefined;
}

/** A call of the HSM for a list, a link certificate or one of a responder, counted before it is made. */
export interface SignatureRow {
  readonly id: string;
  readonly issuerKeyId: string;
  readonly kind: 'crl' | 'linkCertificate' | 'ocspResponder';
  /** Of a list: the shard that certificates name. */
  readonly shard?: number;
  readonly number: string;
  readonly begunAt: Date;
  readonly tbsSha256: string;
}

/** What such a call made. */
export interface SignedRow {
  readonly id: string;
  readonly sha256: string;
  /** Null of a list that is in the archive of what was published. */
  readonly octets: Buffer | null;
}

/** A list that relying parties get, as it was read back. */
export interface ListPublishedRow {
  readonly id: string;
  readonly at: Date;
}

/** Rows about issuer keys that stand or fall with the entries of an act. */
export interface KeyRows extends RevocationRows, AnswerRows {
  readonly states?: readonly KeyStateRow[];
  readonly compromise?: CompromiseRow;
  /** Orders that are closed without a certificate. */
  readonly abandoned?: readonly { readonly orderId: string; readonly at: Date }[];
  readonly signature?: SignatureRow;
  readonly signed?: SignedRow;
  readonly listPublished?: ListPublishedRow;
}

/**
 * Writes rows about issuer keys in the transaction of their entries.
 *
 * @throws DomainError `IllegalTransition` for a key that is not in the state that the act leads out of, or an order that has
 * its outcome, or a certificate that is not in the state that the act begins with: nothing of the batch is written then.
 */
export async function writeKeyRows(client: pg.ClientBase, rows: KeyRows): Promise<void> {
  for (const state of rows.states ?? []) await moveKey(client, state);
  if (rows.compromise) await noteCompromise(client, rows.compromise);
  if (rows.abandoned) await abandon(client, rows.abandoned);
  await writeRevocationRows(client, rows);
  await writeAnswerRows(client, rows);
  if (rows.signature) await countCall(client, rows.signature);
  if (rows.signed) await keepSigned(client, rows.signed);
  if (rows.listPublished) await notePublished(client, rows.listPublished);
}

async function moveKey(client: pg.ClientBase, { issuerKeyId, from, to, at }: KeyStateRow) {
  const { rowCount } = await client.query(
    `update issuer_keys set state = $3, state_since = $4 where issuer_key_id = $1 and state = $2`,
    [issuerKeyId, from, to, at],
  );
  if (rowCount !== 1) throw new DomainError('IllegalTransition', `${issuerKeyId} is not ${from}`);
}

async function noteCompromise(client: pg.ClientBase, row: CompromiseRow): Promise<void> {
  await client.query(
    `insert into key_compromises (issuer_key_id, incident, at, revoked_under)
     values ($1, $2, $3, $4)
     on conflict (issuer_key_id) do update set revoked_under = excluded.revoked_under
       where key_compromises.revoked_under is null`,
    [row.issuerKeyId, row.incident, row.at, row.revokedUnder ?? null],
  );
}

async function abandon(
  client: pg.ClientBase,
  orders: NonNullable<KeyRows['abandoned']>,
): Promise<void> {
  const { rowCount } = await client.query(
    `update issuances i set abandoned_at = o.at
     from unnest($1::uuid[], $2::timestamptz[]) as o(id, at)
     where i.order_id = o.id and i.completed_at is null and i.abandoned_at is null`,
    [orders.map(({ orderId }) => orderId), orders.map(({ at }) => at)],
  );
  if (rowCount !== orders.length)
    throw new DomainError('IllegalTransition', 'order has an outcome');
}

async function countCall(client: pg.ClientBase, row: SignatureRow): Promise<void> {
  const { rowCount } = await client.query(
    `insert into issuer_signatures as s (id, issuer_key_id, kind, number, begun_at, tbs_sha256,
       shard, signature_attempts)
     values ($1, $2, $3, $4, $5, $6, $7, 1)
     on conflict (id) do update set signature_attempts = s.signature_attempts + 1
       where s.tbs_sha256 = excluded.tbs_sha256 and s.sha256 is null`,
    [row.id, row.issuerKeyId, row.kind, row.number, row.begunAt, row.tbsSha256, row.shard ?? 0],
  );
  if (rowCount !== 1) throw new DomainError('CertificateMismatch', `other octets as ${row.id}`);
}

async function keepSigned(client: pg.ClientBase, { id, sha256, octets }: SignedRow): Promise<void> {
  const { rowCount } = await client.query(
    `update issuer_signatures set sha256 = $2, octets = $3 where id = $1 and sha256 is null`,
    [id, sha256, octets],
  );
  if (rowCount !== 1) throw new DomainError('IllegalTransition', `${id} is signed`);
}

async function notePublished(client: pg.ClientBase, { id, at }: ListPublishedRow): Promise<void> {
  const { rowCount } = await client.query(
    `update issuer_signatures set published_at = $2
     where id = $1 and sha256 is not null and published_at is null`,
    [id, at],
  );
  if (rowCount !== 1) throw new DomainError('IllegalTransition', `${id} is published`);
}

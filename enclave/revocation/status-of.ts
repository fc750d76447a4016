import type pg from 'pg';
import type { CrlReason } from '../../domain/revocation/reasons.ts';

type Queryable = Pick<pg.Pool, 'query'>;

/** What relying parties are told of one serial number. */
export type CertificateStatus =
  | { readonly status: 'good'; readonly notAfter: Date }
  | {
      readonly status: 'revoked';
      readonly notAfter: Date;
      readonly revocationDate: Date;
      readonly reasonCode: Exclude<CrlReason, 'certificateHold'>;
      readonly invalidityDate: Date | null;
    }
  | { readonly status: 'held'; readonly notAfter: Date; readonly suspendedAt: Date }
  /** No certificate of this key has it: never good, whatever was intended. */
  | { readonly status: 'neverIssued' };

interface StatusRow {
  readonly serialNumber: string;
  readonly isIssued: boolean;
  readonly notAfter: Date;
  readonly revocationDate: Date | null;
  readonly reasonCode: Exclude<CrlReason, 'certificateHold'> | null;
  readonly invalidityDate: Date | null;
  readonly suspendedAt: Date | null;
}

const STATUS = `select i.serial_number as "serialNumber", i.completed_at is not null as "isIssued",
    i.not_after as "notAfter", r.revocation_date as "revocationDate",
    r.reason_code as "reasonCode", r.invalidity_date as "invalidityDate",
    s.suspended_at as "suspendedAt"
  from issuances i
  left join revocations r
    on r.issuer_key_id = i.issuer_key_id and r.serial_number = i.serial_number
  left join suspensions s on s.issuer_key_id = i.issuer_key_id
    and s.serial_number = i.serial_number and s.released_at is null
  where i.issuer_key_id = $1 and i.serial_number = any($2::text[])`;

/**
 * The status of serial numbers of an issuer key, by the room's own register of issuances, in one query. Revoked is more than
 * held, and held more than good. A serial number that was intended and has no certificate is not good: `neverIssued`, or
 * `revoked` if the order was abandoned with its key (RFC 6960 §2.2).
 *
 * @param serials 40 hexadecimal digits each, as `issuances` has them
 * @returns one status for each of them
 */
export async function statusOf(
  pool: Queryable,
  issuerKeyId: string,
  serials: readonly string[],
): Promise<ReadonlyMap<string, CertificateStatus>> {
  const { rows } = await pool.query<StatusRow>({
    name: 'status-of',
    text: STATUS,
    values: [issuerKeyId, serials],
  });
  const known = new Map(rows.map((row) => [row.serialNumber, readStatus(row)]));
  return new Map(
    serials.map((serial) => [serial, known.get(serial) ?? { status: 'neverIssued' as const }]),
  );
}

function readStatus(row: StatusRow): CertificateStatus {
  const { notAfter, revocationDate, reasonCode, invalidityDate, suspendedAt } = row;
  if (revocationDate !== null && reasonCode !== null) {
    return { status: 'revoked', notAfter, revocationDate, reasonCode, invalidityDate };
  }
  if (!row.isIssued) return { status: 'neverIssued' };
  return suspendedAt === null
    ? { status: 'good', notAfter }
    : { status: 'held', notAfter, suspendedAt };
}

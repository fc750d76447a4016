import type pg from 'pg';
import type { CrlReason } from '../../domain/revocation/reasons.ts';

type Queryable = Pick<pg.Pool, 'query'>;

/** How an order names a certificate. */
export interface CertificateName {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
}

/** A revocation as the room has it. */
export interface KnownRevocation {
  readonly requestId: string;
  readonly revocationDate: Date;
  readonly reasonCode: Exclude<CrlReason, 'certificateHold'>;
  readonly upgradeRequestId: string | null;
  /** When what it says now was read back. */
  readonly publishedAt?: Date | null;
}

/** A hold that is alive. */
export interface KnownHold {
  readonly requestId: string;
  readonly suspendedAt: Date;
}

/** A certificate that the room made, and what has become of it. */
export interface KnownCertificate {
  readonly orderId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly notAfter: Date;
  readonly revocation: KnownRevocation | undefined;
  readonly hold: KnownHold | undefined;
}

interface Row extends Omit<KnownCertificate, 'revocation' | 'hold'> {
  readonly revokedBy: string | null;
  readonly revocationDate: Date | null;
  readonly reasonCode: KnownRevocation['reasonCode'] | null;
  readonly upgradeRequestId: string | null;
  readonly publishedAt: Date | null;
  readonly heldBy: string | null;
  readonly suspendedAt: Date | null;
}

const KNOWN = `select i.order_id as "orderId", i.issuer_key_id as "issuerKeyId",
    i.serial_number as "serialNumber", i.certificate_sha256 as "certificateSha256",
    i.not_after as "notAfter", r.request_id as "revokedBy",
    r.revocation_date as "revocationDate", r.reason_code as "reasonCode",
    r.upgrade_request_id as "upgradeRequestId", r.published_at as "publishedAt",
    s.request_id as "heldBy", s.suspended_at as "suspendedAt"
  from unnest($1::text[], $2::text[]) as asked(key, serial)
  join issuances i on i.issuer_key_id = asked.key and i.serial_number = asked.serial
  left join revocations r
    on r.issuer_key_id = i.issuer_key_id and r.serial_number = i.serial_number
  left join suspensions s on s.issuer_key_id = i.issuer_key_id
    and s.serial_number = i.serial_number and s.released_at is null
  where i.certificate_sha256 is not null`;

/** How certificates are found among those that the room knows. */
export const keyOf = ({ issuerKeyId, serialNumber }: Omit<CertificateName, 'certificateSha256'>) =>
  `${issuerKeyId}/${serialNumber}`;

/**
 * What the room's register has of certificates, by key and serial number. What was intended and has no certificate is not
 * among them.
 */
export async function knownCertificates(
  pool: Queryable,
  names: readonly CertificateName[],
): Promise<Map<string, KnownCertificate>> {
  const { rows } = await pool.query<Row>({
    name: 'known-certificates',
    text: KNOWN,
    values: [
      names.map(({ issuerKeyId }) => issuerKeyId),
      names.map(({ serialNumber }) => serialNumber),
    ],
  });
  return new Map(rows.map((row) => [keyOf(row), read(row)]));
}

function read(row: Row): KnownCertificate {
  const { revokedBy, revocationDate, reasonCode, upgradeRequestId, heldBy, suspendedAt } = row;
  const { publishedAt } = row;
  const { orderId, issuerKeyId, serialNumber, certificateSha256, notAfter } = row;
  const isRevoked = revokedBy !== null && revocationDate !== null && reasonCode !== null;
  return {
    orderId,
    issuerKeyId,
    serialNumber,
    certificateSha256,
    notAfter,
    revocation: isRevoked
      ? { requestId: revokedBy, revocationDate, reasonCode, upgradeRequestId, publishedAt }
      : undefined,
    hold: heldBy !== null && suspendedAt !== null ? { requestId: heldBy, suspendedAt } : undefined,
  };
}

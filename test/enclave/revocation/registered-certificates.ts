import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { CertificateName } from '../../../enclave/revocation/known-certificates.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';

/** How a certificate stands in the register. */
export interface Registered {
  readonly notAfter?: Date;
  /** An order that was intended and has no certificate. */
  readonly isIntended?: boolean;
}

const YEARS_5 = 5 * 365 * 24 * 3600 * 1000;

/** Puts certificates into the room's register of issuances, as they are there after they were signed. */
export async function registerCertificates(
  pool: pg.Pool,
  {
    issuerKeyId,
    count,
    notAfter = new Date(Date.now() + YEARS_5),
    isIntended = false,
  }: Registered & { readonly issuerKeyId: string; readonly count: number },
): Promise<(CertificateName & { readonly orderId: string })[]> {
  const names = Array.from({ length: count }, () => {
    const serialNumber = `1${randomBytes(20).toString('hex').slice(1)}`;
    const certificateSha256 = createHash('sha256').update(serialNumber).digest('hex');
    return { orderId: uuidV7(), issuerKeyId, serialNumber, certificateSha256 };
  });
  await pool.query(
    `insert into issuances (order_id, application_id, order_number, chain_id, issuer_key_id,
       serial_number, not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256,
       intent_entry_id, intended_at, signature_attempts, certificate_sha256, certificate_sealed,
       completed_at)
     select id, gen_random_uuid(), 1, gen_random_uuid(), $3, serial, now() - interval '6 years', $4,
       sha, '', sha, sha, gen_random_uuid(), now(), 1,
       case when $5 then null else sha end, case when $5 then null else ''::bytea end,
       case when $5 then null else now() end
     from unnest($1::uuid[], $2::text[], $6::text[]) as u(id, serial, sha)`,
    [
      names.map(({ orderId }) => orderId),
      names.map(({ serialNumber }) => serialNumber),
      issuerKeyId,
      notAfter,
      isIntended,
      names.map(({ certificateSha256 }) => certificateSha256),
    ],
  );
  return names;
}

import type { OfficeDatabase } from '../office-database.ts';

/** A certificate that is neither revoked nor expired. */
export interface OpenCertificate {
  readonly orderId: string;
  readonly caseId: string;
  readonly chainId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
}

/** By the index against misuse, as `samePersonValidCertificates` counts them, and of the same service alone. */
const OLDER = `
select o.id as "orderId", o.case_id as "caseId", a.chain_id as "chainId", o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
  o.certificate_sha256 as "certificateSha256"
from misuse_index own
join misuse_index other on other.person = own.person and other.service = own.service
  and other.case_id <> own.case_id and other.received_at < own.received_at
join certificates c on c.case_id = other.case_id and c.state in ('issued', 'accepted')
join certificate_applications a on a.id = c.case_id
join orders o on o.id = c.order_id and o.certificate_type = any($2)
where own.case_id = $1 order by o.received_at, o.id`;

/** Open certificates of the person behind a case, of the same service and some types, from cases before it. */
export async function openCertificatesOfPerson(
  { $client }: Pick<OfficeDatabase, '$client'>,
  { caseId, types }: { readonly caseId: string; readonly types: readonly string[] },
): Promise<OpenCertificate[]> {
  const { rows } = await $client.query<OpenCertificate>({
    name: 'older-certificates-of-person',
    text: OLDER,
    values: [caseId, types],
  });
  return rows;
}

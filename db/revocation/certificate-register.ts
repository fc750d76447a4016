import type { OfficeDatabase } from '../office-database.ts';
import type { RevocationRequest } from './request-file.ts';

/** A certificate of ours as a request is held against it. */
export interface RegisteredCertificate {
  readonly orderId: string;
  readonly caseId: string;
  readonly chainId: string;
  readonly portalId: string;
  readonly service: string;
  /** The person as the index against misuse has them. */
  readonly person: string | null;
  /** Null while the room has still to hand it over. */
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
  readonly certificateSha256: string | null;
  readonly notAfter: Date | null;
  /** `issued`, `accepted`, `revoked`, `expired`; null before its case is issued. */
  readonly state: string | null;
}

const COLUMNS = `
select o.id as "orderId", o.case_id as "caseId", a.chain_id as "chainId", a.portal_id as "portalId", a.service,
  (select person from misuse_index m where m.case_id = o.case_id) as person,
  o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
  o.certificate_sha256 as "certificateSha256", o.not_after as "notAfter", c.state
from orders o join certificate_applications a on a.id = o.case_id
left join certificates c on c.order_id = o.id`;

/** The certificate that a request names, by number and issuer, else by its order; undefined for what is not ours. */
export async function registeredCertificate(
  { $client }: Pick<OfficeDatabase, '$client'>,
  { serialNumber, issuerKeyId, orderId }: RevocationRequest,
): Promise<RegisteredCertificate | undefined> {
  const { rows } = await $client.query<RegisteredCertificate>({
    name: 'certificate-of-request',
    text: `${COLUMNS} where case when $1::text is not null
      then o.serial_number = $1 and ($2::text is null or o.issuer_key_id = $2) else o.id = $3::uuid end limit 1`,
    values: [serialNumber, issuerKeyId, orderId],
  });
  return rows[0];
}

/** A certificate of ours by its SHA-256; undefined for any other. */
export async function certificateBySha256(
  { $client }: Pick<OfficeDatabase, '$client'>,
  sha256: string,
): Promise<RegisteredCertificate | undefined> {
  const { rows } = await $client.query<RegisteredCertificate>({
    name: 'certificate-by-sha256',
    text: `${COLUMNS} where o.certificate_sha256 = $1 limit 1`,
    values: [sha256],
  });
  return rows[0];
}

/** Hash of the container that signed the newest version of a case; undefined where no card did. */
export async function containerOfCase(
  { $client }: Pick<OfficeDatabase, '$client'>,
  caseId: string,
): Promise<string | undefined> {
  const { rows } = await $client.query<{ sha256: string }>({
    name: 'container-of-case',
    text: `select sha256 from evidence_objects where case_id = $1 and kind = 'signatureContainer' and edition > 0
           order by edition desc limit 1`,
    values: [caseId],
  });
  return rows[0]?.sha256;
}

/** Who answers for what the machine decides now (規則12条1項2号ロ). */
export interface OnDuty {
  readonly id: string;
  readonly nameCommitment: string;
}

/** Whoever is on duty; undefined if nobody is. */
export async function responsibleOnDuty(
  { $client }: Pick<OfficeDatabase, '$client'>,
  at: Date,
): Promise<OnDuty | undefined> {
  const { rows } = await $client.query<OnDuty>({
    name: 'responsible-on-duty',
    text: `select o.id, o.name_commitment as "nameCommitment"
           from duty_roster r join officers o on o.id = r.officer_id
           where r.from_at <= $1 and (r.until_at is null or r.until_at > $1) order by r.from_at desc limit 1`,
    values: [at],
  });
  return rows[0];
}

/** Whether a stop switch is on; one that was never turned is. */
export async function isSwitchOn(
  { $client }: Pick<OfficeDatabase, '$client'>,
  name: string,
): Promise<boolean> {
  const { rows } = await $client.query<{ isOn: boolean }>({
    name: 'switch',
    text: 'select is_on as "isOn" from switches where name = $1',
    values: [name],
  });
  return rows[0]?.isOn ?? true;
}

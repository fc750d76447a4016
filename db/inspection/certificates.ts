import type { OfficeDatabase } from '../office-database.ts';
import { COUNTED_MAX } from './queue-statements.ts';

/** A certificate of ours with its case; the holder's name is sealed. */
export interface FoundCertificate {
  readonly caseId: string;
  readonly chainId: string;
  readonly nameSealed: Buffer;
  readonly orderId: string;
  readonly order: number;
  readonly certificateType: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly portalName: string | null;
  readonly receivedAt: Date;
  /** `issued`, `accepted`, `revoked`, `expired`; null where its course was not begun. */
  readonly state: string | null;
  readonly receiptRequired: boolean | null;
  /** When its receipt was found missing. */
  readonly missedAt: Date | null;
}

const CERTIFICATES = `
select o.case_id as "caseId", a.chain_id as "chainId", a.name_sealed as "nameSealed",
  o.id as "orderId", o.order_number as "order", o.certificate_type as "certificateType",
  o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
  o.certificate_sha256 as "certificateSha256", o.not_before as "notBefore",
  o.not_after as "notAfter", p.name as "portalName", a.received_at as "receivedAt", c.state,
  c.receipt_required as "receiptRequired", c.missed_at as "missedAt"
from orders o
join decisions d on d.id = o.decision_id
join certificate_applications a on a.id = o.case_id
left join portals p on p.id = a.portal_id
left join certificates c on c.order_id = o.id
where o.serial_number is not null`;

/** Finding certificates by their number, or by the cases that they were issued for. */
export const prepareCertificates = ({ $client }: OfficeDatabase) => ({
  /** Every one with this number: another issuer may have given it, too. */
  async bySerial(serialNumber: string): Promise<FoundCertificate[]> {
    const { rows } = await $client.query<FoundCertificate>({
      name: 'console_certificates_by_serial',
      text: `${CERTIFICATES} and o.serial_number = $1 limit ${COUNTED_MAX}`,
      values: [serialNumber],
    });
    return rows;
  },

  /** Certificates of some cases, the one issued last first. */
  async ofCases(caseIds: readonly string[]): Promise<FoundCertificate[]> {
    if (caseIds.length === 0) return [];
    const { rows } = await $client.query<FoundCertificate>({
      name: 'console_certificates_of_cases',
      // By the decisions: orders have no index of their own by case.
      text: `${CERTIFICATES} and d.case_id = any($1::uuid[]) order by o.received_at desc`,
      values: [[...caseIds]],
    });
    return rows;
  },

  /**
   * Certificates in force that may not stay without a receipt, and have none (policy `receiptRequired`). With the deadline the
   * machine records a request for each, so here are those alone of which it has none: missed before the policy asked for it.
   * A request of ours that was refused is not offered once more.
   */
  async missedReceipts(now: Date): Promise<FoundCertificate[]> {
    const { rows } = await $client.query<FoundCertificate>({
      name: 'console_certificates_missed',
      text: `${CERTIFICATES} and c.state = 'issued' and c.receipt_required
        and c.acceptance_deadline < $1::timestamptz and c.missed_at is not null
        and not exists (select 1 from revocation_requests r where r.order_id = o.id
          and (r.closed_at is null or r.channel = 'exOfficio'))
        order by c.acceptance_deadline limit ${COUNTED_MAX}`,
      values: [now],
    });
    return rows;
  },
});

/** Certificates as the console asks for them. */
export type CertificateFinder = ReturnType<typeof prepareCertificates>;

import { eq } from 'drizzle-orm';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { approverOf } from '../governance/dual-control.ts';
import { dualControlActs } from '../schema/dual-control.ts';
import { officers } from '../schema/governance.ts';
import type { RegisteredCertificate } from './certificate-register.ts';

const COLUMNS = `
select o.id as "orderId", o.case_id as "caseId", a.chain_id as "chainId", a.portal_id as "portalId", a.service,
  null as person, o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
  o.certificate_sha256 as "certificateSha256", o.not_after as "notAfter", c.state
from unnest($1::text[], $2::text[]) as asked(key, serial)
join orders o on o.issuer_key_id = asked.key and o.serial_number = asked.serial
join certificate_applications a on a.id = o.case_id
left join certificates c on c.order_id = o.id`;

/** Certificates of ours by issuer key and serial number, in one query; what is not ours is left out. */
export async function registeredCertificates(
  { $client }: Pick<OfficeDatabase, '$client'>,
  named: readonly { readonly issuerKeyId: string; readonly serialNumber: string }[],
): Promise<RegisteredCertificate[]> {
  const { rows } = await $client.query<RegisteredCertificate>({
    name: 'certificates-of-list',
    text: COLUMNS,
    values: [
      named.map(({ issuerKeyId }) => issuerKeyId),
      named.map(({ serialNumber }) => serialNumber),
    ],
  });
  return rows;
}

/** Who granted what is on a list: the approver of the act, with what both signed. */
export interface Granters {
  readonly actor: ReturnType<typeof approverOf> & { readonly nameCommitment: string };
  readonly assertions: readonly string[];
}

/** The persons behind an act. @throws Error for an act that is not there */
export async function grantersOf(tx: Queryable, act: string): Promise<Granters> {
  const [row] = await tx.select().from(dualControlActs).where(eq(dualControlActs.id, act));
  if (!row) throw new Error(`act ${act} is not there`);
  const approver = approverOf(row);
  const [officer] = await tx
    .select({ nameCommitment: officers.nameCommitment })
    .from(officers)
    .where(eq(officers.id, approver.id));
  if (!officer) throw new Error(`${approver.id} is not in the register`);
  return {
    actor: { ...approver, nameCommitment: officer.nameCommitment },
    assertions: [row.proposalAssertionSha256, row.approvalAssertionSha256].flatMap(
      (sha256) => sha256 ?? [],
    ),
  };
}
